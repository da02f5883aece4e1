package io.kairosgateway.access;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A place that is taken, of a bounded number. Closing it gives it back; doing it twice does it once. */
public final class Place implements AutoCloseable {

    private final AtomicBoolean left = new AtomicBoolean();
    private final Runnable giveBack;

    public Place(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /** Does {@code work} in this place, which closes itself when the work ends, and also when it throws before it has begun. */
    public <T> Uni<T> during(Supplier<Uni<T>> work) {
        return Uni.createFrom().<T>deferred(work::get).onTermination().invoke(this::close);
    }

    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
