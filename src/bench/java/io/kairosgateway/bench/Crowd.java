package io.kairosgateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Many clients, so many at a time, all ended by a limit. */
final class Crowd {

    private Crowd() {}

    /** @return what each came to, in order; fails when one fails or not all are done within the limit */
    static <T> List<T> run(int from, int to, int atOnce, int limitSeconds, IntFunction<T> client) {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce, task -> {
            Thread thread = new Thread(null, task, "client", 128 << 10);
            thread.setDaemon(true);
            return thread;
        });
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
            List<Future<T>> running = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int number = i;
                running.add(threads.submit(() -> client.apply(number)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            return results;
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdownNow();
        }
    }
}
