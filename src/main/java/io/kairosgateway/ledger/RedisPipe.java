package io.kairosgateway.ledger;

import io.kairosgateway.ledger.RedisCommands.Way;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One connection to Redis, on which commands follow each other. Only touched on its event loop. */
final class RedisPipe {

    private record Question(Request request, Promise<Response> answer) {}

    private final RedisLine line;
    private final VertxInternal vertx;
    private final Context context;
    private final int most;

    /** Of its own, because nothing else closes a connection that a client has made. */
    private final Redis client;

    private final Future<RedisConnection> opened;
    private int owed;
    private long lastHeard;
    private boolean closed;

    /** What is asked in this turn of the event loop. */
    private List<Question> questions = new ArrayList<>();

    /**
     * @param context what it is called on, and stays on
     * @param handshakeNanos how long the server may take to greet, once there is a connection
     */
    RedisPipe(RedisLine line, VertxInternal vertx, Context context, RedisOptions options, long handshakeNanos) {
        this.line = line;
        this.vertx = vertx;
        this.context = context;
        this.most = options.getMaxWaitingHandlers();
        this.client = Redis.createClient(vertx, new RedisOptions(options));
        long connectMillis = options.getNetClientOptions().getConnectTimeout();
        this.opened = client.connect()
                // The client never tells of a server that refuses to greet, as one does that has too many connections.
                .timeout(TimeUnit.MILLISECONDS.toNanos(connectMillis) + handshakeNanos, TimeUnit.NANOSECONDS)
                // One that failed, on an unreadable answer for instance, takes nothing more but does not end by itself.
                .onSuccess(connection -> connection.endHandler(ended -> close()).exceptionHandler(broken -> close()))
                .onFailure(lost -> {
                    line.pause();
                    close();
                });
    }

    /** Whether it was never there, or has owed answers for so long and given none. */
    boolean lost(long nanos) {
        return opened.failed() || owed > 0 && System.nanoTime() - lastHeard > nanos;
    }

    Future<Response> answer(Request request, Way way) {
        if (owed >= most) {
            return Future.failedFuture("too many commands wait for Redis");
        }
        if (owed++ == 0) {
            lastHeard = System.nanoTime();
        }
        return way.go(this, request).onComplete(this::heard);
    }

    private void heard(AsyncResult<Response> answer) {
        lastHeard = System.nanoTime();
        if (answer.cause() instanceof ErrorType error && notOfAMaster(error.getMessage())) {
            line.leave(this);
        }
        if (--owed == 0 && !line.goesOnWith(this)) {
            close();
        }
    }

    /** A server that was demoted may keep its connections. Older ones put a script's error into the midst of another. */
    private static boolean notOfAMaster(String error) {
        return error != null && (error.contains("READONLY") || error.contains("MASTERDOWN"));
    }

    Future<Response> send(Request request) {
        if (opened.succeeded()) {
            return opened.result().send(request);
        }
        // Of whoever asks, and not of the connection.
        Promise<Response> answer = vertx.promise();
        opened.compose(connection -> connection.send(request)).onComplete(answer);
        return answer.future();
    }

    Future<Response> read(Request request) {
        Question question = new Question(request, vertx.promise());
        if (questions.isEmpty()) {
            context.runOnContext(turn -> ask());
        }
        questions.add(question);
        return question.answer().future();
    }

    private void ask() {
        List<Question> asked = questions;
        questions = new ArrayList<>();
        if (asked.size() == 1) {
            askAlone(asked.get(0));
            return;
        }
        List<Request> requests = asked.stream().map(Question::request).toList();
        opened.compose(connection -> connection.batch(requests))
                .onSuccess(answers -> {
                    for (int i = 0; i < asked.size(); i++) {
                        asked.get(i).answer().complete(answers.get(i));
                    }
                })
                // It may be of one of them alone, which the client does not tell.
                .onFailure(failure -> asked.forEach(this::askAlone));
    }

    private void askAlone(Question question) {
        send(question.request()).onComplete(question.answer());
    }

    void close() {
        if (!closed) {
            closed = true;
            line.ended(this);
            client.close();
        }
    }
}
