package io.kairosgateway.bench.race;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads of the gateway's records without the gateway, each reader one after the other. */
final class DirectReads implements AutoCloseable {

    /** As the gateway's {@code quarkus.redis.max-pool-size}. */
    private static final int CONNECTIONS = 32;

    private static final int LIMIT_SECONDS = 60;
    private static final String RECORD = "{kairos-gateway}:verification:";

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;
    private final List<String> ids;

    DirectReads(String url, List<String> ids) {
        this.redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setMaxPoolSize(CONNECTIONS)
                        .setMaxPoolWaiting(4096));
        this.ids = ids;
    }

    Round run(int readers, Duration time) {
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(readers);
        long begun = System.nanoTime();
        for (int i = 0; i < readers; i++) {
            int first = i;
            vertx.getOrCreateContext().runOnContext(now -> read(first, begun + time.toNanos(), nanos, failures, done));
        }
        try {
            if (!done.await(time.toSeconds() + LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("direct reads did not end");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        List<Long> sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        return new Round(sorted, failures.get(), "a record is missing", seconds, 0, 0).orFail("direct reads");
    }

    private void read(
            int number, long deadline, ConcurrentLinkedQueue<Long> nanos, AtomicInteger failures, CountDownLatch done) {
        long begun = System.nanoTime();
        redis.send(Request.cmd(Command.HGETALL).arg(RECORD + ids.get(number % ids.size())))
                .onComplete(answer -> {
                    if (answer.succeeded() && answer.result().size() > 0) {
                        nanos.add(System.nanoTime() - begun);
                    } else {
                        failures.incrementAndGet();
                    }
                    if (System.nanoTime() < deadline) {
                        read(number + 1, deadline, nanos, failures, done);
                    } else {
                        done.countDown();
                    }
                });
    }

    @Override
    public void close() {
        redis.close();
        vertx.close();
    }
}
