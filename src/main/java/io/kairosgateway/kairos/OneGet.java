package io.kairosgateway.kairos;

import io.kairosgateway.kairos.KairosGets.Distrust;
import io.kairosgateway.kairos.KairosGets.Lost;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.BiFunction;

/** One GET under way. Its connection goes back to the pool after a whole answer, and is closed after anything else. */
final class OneGet<T> {

    private final UniEmitter<? super T> emitter;
    private final BiFunction<KairosAnswer, Distrust, T> reader;
    private final MemorySize maxSize;
    private HttpClientRequest request;
    private boolean sent;
    private boolean left;
    private boolean over;

    OneGet(UniEmitter<? super T> emitter, BiFunction<KairosAnswer, Distrust, T> reader, MemorySize maxSize) {
        this.emitter = emitter;
        this.reader = reader;
        this.maxSize = maxSize;
    }

    void run(Future<HttpClientRequest> connected) {
        connected.onSuccess(this::send).onFailure(this::lost);
    }

    /** The emitter calls this at every end, and when nobody waits any more; from whichever thread. */
    synchronized void leave() {
        left = true;
        if (request != null && !over) {
            over = true;
            cut();
        }
    }

    private synchronized void send(HttpClientRequest begun) {
        request = begun;
        if (left) {
            over = true;
            cut();
            return;
        }
        sent = true;
        begun.exceptionHandler(this::lost);
        begun.response()
                .compose(response -> AnswerBody.read(response, maxSize))
                .onSuccess(this::answered)
                .onFailure(this::lost);
        begun.end();
    }

    private void answered(KairosAnswer answer) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        if (!answer.whole()) {
            cut();
        }
        try {
            emitter.complete(reader.apply(answer, this::cut));
        } catch (RuntimeException unreadable) {
            emitter.fail(unreadable);
        }
    }

    private void lost(Throwable cause) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        emitter.fail(new Lost(cause));
    }

    /** A request that was not sent gives its connection back as good as new. */
    private void cut() {
        request.reset();
        if (sent && request.connection() instanceof ConnectionBase connection) {
            connection.close();
            connection.channelHandlerContext().close();
        }
    }
}
