package io.kairosgateway.bench.race;

import io.kairosgateway.ledger.RedisJourneys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many verifications one Redis takes, driven as fast as it goes without a gateway, while so many listen to the changes.
 *
 * @param perSecond what was reached here
 * @param cpu of a core, what Redis took for that
 */
record RedisLimit(int listeners, double perSecond, double cpu) {

    private static final String SUBSCRIBE = "SUBSCRIBE " + RedisCounters.CHANGES + "\r\n";

    /** What a whole core would take. */
    double perCore() {
        return perSecond / cpu;
    }

    static List<RedisLimit> measured(Plan plan) {
        List<RedisLimit> limits = new ArrayList<>();
        for (int listeners : plan.scale().listeners()) {
            try (Running redis = Stage.redis("redis limit");
                    RedisJourneys journeys =
                            new RedisJourneys(Stage.redisUrl(redis), "x".repeat(ScaleTables.RESULT_BYTES))) {
                List<SocketChannel> open = new ArrayList<>();
                for (int i = 0; i < listeners; i++) {
                    open.add(listening(redis.port()));
                }
                journeys.run(plan.warmUp());
                double before = RedisCounters.of(redis.port()).cpuSeconds();
                long begun = System.nanoTime();
                int done = journeys.run(plan.window());
                double seconds = (System.nanoTime() - begun) / 1e9;
                double cpu = RedisCounters.of(redis.port()).cpuSeconds() - before;
                limits.add(new RedisLimit(listeners, done / seconds, cpu / seconds));
                for (SocketChannel channel : open) {
                    channel.close();
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return limits;
    }

    /** Reads and forgets in a thread of its own, until it is closed. */
    private static SocketChannel listening(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(SUBSCRIBE.getBytes(StandardCharsets.US_ASCII)));
        Thread thread = new Thread(
                null,
                () -> {
                    ByteBuffer bytes = ByteBuffer.allocateDirect(16 << 10);
                    try {
                        while (channel.read(bytes.clear()) >= 0) {
                            Waiting.pass(Duration.ofMillis(10));
                        }
                    } catch (IOException closed) {
                        // It is over.
                    }
                },
                "listener",
                256 << 10);
        thread.setDaemon(true);
        thread.start();
        return channel;
    }
}
