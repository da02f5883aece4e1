package io.kairosgateway.sandbox;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The simulator's server. A verticle, so that everything it knows belongs to one event loop, and undeploying it closes the server
 * with its connections and cancels its timers.
 */
final class SimulatorServer extends AbstractVerticle {

    private final SimulatorOptions options;
    private final Journal journal = new Journal();
    private final Control control = new Control(journal);
    private final Verifications verifications = new Verifications();
    private volatile int port;

    SimulatorServer(SimulatorOptions options) {
        this.options = options;
    }

    int port() {
        return port;
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(httpOptions())
                .requestHandler(this::route)
                .listen(options.port(), options.host())
                .<Void>map(server -> {
                    port = server.actualPort();
                    return null;
                })
                .onComplete(started);
    }

    /** From any thread: the journal belongs to this verticle's. */
    Future<JsonArray> polls(String uuid) {
        Promise<JsonArray> polls = Promise.promise();
        context.runOnContext(now -> {
            var times = new JsonArray();
            journal.requests("GET", uuid, null)
                    .forEach(poll -> times.add(((JsonObject) poll).getLong("started_at_millis")));
            polls.complete(times);
        });
        return polls.future();
    }

    /** The receive buffer is fixed: one that the system grows would swallow megabytes, and a slow reader would not be noticed. */
    private static HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setReceiveBufferSize(256 * 1024)
                .setMaxFormBufferedBytes(16 * 1024)
                // A picture without a file name is a field for the parser.
                .setMaxFormAttributeSize(32 << 20);
    }

    private void route(HttpServerRequest request) {
        if (request.path().startsWith(Control.ROOT)) {
            control.answer(request);
            return;
        }
        Target target = Target.of(request.path());
        Recording recording = journal.open(request, target);
        if (target.exists() && target.uuid() == null && request.method() == HttpMethod.POST) {
            new Upload(vertx, options, verifications, request, target.kind(), recording).read();
            return;
        }
        request.handler(recording::arrived);
        request.endHandler(ended -> recording.completed());
        request.exceptionHandler(broken -> recording.reset());
        if (target.uuid() != null && request.method() == HttpMethod.GET) {
            poll(request, target);
        } else {
            Answer.error(target.exists() ? 405 : 404, "No such resource").send(request);
        }
    }

    private void poll(HttpServerRequest request, Target target) {
        Polls.Begun begun = journal.polls().begin(target.uuid());
        request.response().endHandler(ended -> begun.end().run());
        request.response().closeHandler(closed -> begun.end().run());
        if (Credentials.match(request, options)) {
            new Poll(vertx, request).answer(verifications.find(target.kind(), target.uuid()), begun.number());
        } else {
            Answer.error(401, "Unauthorized").send(request);
        }
    }
}
