package io.kairosgateway.kairos;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.KairosCall;
import io.kairosgateway.verification.Kind;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.Guard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Opens uploads to Kairos. Vert.x' own client and not the REST Client, because that one ends a body that fails in the middle as if it
 * were complete, and Kairos would take half a passport for a whole one.
 */
@Singleton
public class KairosUpload {

    private static final int SEND_BUFFER = 256 << 10;

    private final KairosClients clients;
    private final KairosAddress address;
    private final Guard guard;
    private final GatewaySettings.Kairos settings;
    private final KairosPath path;
    private final Vertx vertx;

    KairosUpload(
            Vertx vertx,
            KairosAddress address,
            KairosHost host,
            @Identifier("kairos-uploads") Guard guard,
            KairosPath path,
            GatewaySettings settings) {
        this.guard = guard;
        this.path = path;
        this.vertx = vertx;
        this.address = address;
        this.settings = settings.kairos();
        // HTTP/1.1, one upload a connection: a slow upload must not sit in another's flow-control window. Redirects are
        // never followed.
        // The send buffer is fixed: one that the system grows swallows megabytes of every upload, and as the socket
        // takes more only when a third of it is free, a Kairos that reads slowly would look like one that stands still.
        HttpClientOptions options = new HttpClientOptions()
                .setSendBufferSize(SEND_BUFFER)
                .setConnectTimeout((int) settings.kairos().connectTimeout().toMillis())
                .setKeepAliveTimeout(
                        (int) Math.max(1, settings.kairos().keepAlive().toSeconds()));
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(settings.intake().maxInFlight())
                .setMaxWaitQueueSize(settings.intake().maxInFlight());
        this.clients = new KairosClients(
                vertx, options, pool, host, this.settings.maxAnswerSize().asLongValue());
    }

    @PreDestroy
    void close() {
        clients.close();
    }

    /**
     * Gets a connection; nothing has been sent when this fails, so trying again costs nothing.
     *
     * @param contentType with the boundary
     * @param contentLength the client's own, or -1 when it sends chunks, and then chunks go to Kairos too
     * @param sandbox what a simulated Kairos is asked for; null but in builds of the sandbox
     * @param call what Kairos is told of the trace
     */
    public Future<Upstream> open(
            Credentials credentials,
            String apiVersion,
            Kind kind,
            String contentType,
            long contentLength,
            String sandbox,
            KairosCall call) {
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address.collection(apiVersion, kind))
                .setConnectTimeout(settings.connectTimeout().toMillis());
        return connected(to)
                .map(request -> {
                    // The headers are written anew: nothing that the client sent goes on but the type and the length,
                    // and while it is traced, the trace.
                    request.putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                            .putHeader(HttpHeaders.ACCEPT, "application/json")
                            .putHeader(HttpHeaders.USER_AGENT, "kairos-gateway")
                            .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
                            .putHeader(KairosAddress.idHeader(address.spelling()), credentials.appId())
                            .putHeader(KairosAddress.keyHeader(address.spelling()), credentials.appKey());
                    call.headers(request::putHeader);
                    if (sandbox != null) {
                        request.putHeader(SandboxHeader.NAME, sandbox);
                    }
                    frame(request, contentLength);
                    return new Upstream(vertx, request, settings.answerTimeout(), settings.maxAnswerSize());
                })
                .recover(cause -> Future.failedFuture(unopened(cause, credentials)));
    }

    private Future<HttpClientRequest> connected(RequestOptions to) {
        return Future.fromCompletionStage(
                guard.get(() -> clients.open(to).toCompletionStage(), Guards.CONNECTED), vertx.getOrCreateContext());
    }

    private ProblemException unopened(Throwable cause, Credentials credentials) {
        if (cause instanceof CircuitBreakerOpenException) {
            return new ProblemException(
                    Problem.KAIROS_UNREACHABLE,
                    "Kairos could not be reached lately; nothing was sent.",
                    settings.guards().breakerDelay());
        }
        if (Attempts.local(cause)) {
            // Its message may hold an address and stays out.
            Log.warnf(
                    "no connection to Kairos could be opened cause=%s",
                    cause.getClass().getName());
            return new ProblemException(
                    Problem.OVERLOADED, "Nothing was sent to Kairos; try again.", Duration.ofSeconds(1));
        }
        path.unreachable(credentials, cause);
        return new ProblemException(
                Problem.KAIROS_UNREACHABLE, "Nothing was sent to Kairos; try again.", Duration.ofSeconds(5));
    }

    private static void frame(HttpClientRequest request, long contentLength) {
        if (contentLength >= 0) {
            request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(contentLength));
        } else {
            request.setChunked(true);
        }
    }
}
