package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * For a minute callers without a key send whatever hurts a server, from a few dozen connections, to a process with little memory. It goes on
 * serving its own clients, says that it lives, remembers nothing of it, and writes no line that an operator would be woken for.
 */
class AnonymousFloodIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SECONDS = Long.getLong("flood.seconds", 60);
    private static final int ATTACKERS = 4;
    private static final int OPEN_EACH = 12;
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Stand stand;

    @BeforeEach
    void start() {
        stand = Stand.start(gateway -> gateway.option("-Xmx128m").option("-XX:+ExitOnOutOfMemoryError"));
    }

    @AfterEach
    void stop() {
        over.set(true);
        threads.shutdownNow();
        String log = stand.gateway().log();
        stand.close();
        assertThat(log).doesNotContain("unexpected fault", "ERROR");
    }

    /** One way to be a nuisance; what is left open is closed later. */
    private String nuisance(Random random) {
        String any = "flooded" + Long.toHexString(random.nextLong());
        return switch (random.nextInt(12)) {
            case 0 -> (any.repeat(100) + " /" + any + HOST + "\r\n").repeat(5);
            case 1 -> "GET /" + any + "/" + any + HOST + any + ": " + any + "\r\n\r\n";
            case 2 -> "GET /v1/verifications/x HTTP/1.1\r\nHost: " + any + "\r\n\r\n";
            // As many as there may be in the buffers of a connection, and none of the responses is read.
            case 3 -> ("GET /" + any.substring(0, 8) + HOST + "\r\n").repeat(3_000);
            case 4 -> ("OPTIONS /v1/verifications/" + any + HOST + "Origin: https://" + any + "\r\n\r\n").repeat(50);
            case 5 -> "GET /v1/verifications/" + any + HOST + "\r\nGET /half HTTP/1.1\r\nHo";
            case 6 -> "GET /" + any;
            case 7 ->
                "POST /v1/client-tokens" + HOST + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + (random.nextBoolean() ? "5;\r\nhello" : random.nextBoolean() ? any : "1\r\nhello\r\n");
            case 8 ->
                "POST /v1/verifications/document" + HOST + "Content-Length: " + random.nextLong(1L << 52) + "\r\n\r\n"
                        + any.repeat(2_000);
            case 9 -> "GET /" + any + " HTTP/" + random.nextInt(10) + "." + random.nextInt(10) + "\r\n\r\n";
            case 10 -> "\r\n".repeat(random.nextInt(5_000)) + "\0\1\2" + any;
            default -> "GET /" + "a".repeat(9_000) + HOST + "X-A: " + any.repeat(3_000) + "\r\n\r\n";
        };
    }

    private void attack(long seed) {
        Random random = new Random(seed);
        Queue<Socket> open = new ArrayDeque<>();
        while (!over.get()) {
            try {
                Socket socket = new Socket("localhost", stand.gateway().port());
                open.add(socket);
                socket.setSoTimeout(200);
                socket.getOutputStream().write(nuisance(random).getBytes(StandardCharsets.ISO_8859_1));
                sent.incrementAndGet();
                // A flood by number and kind: what hurts must not be that this machine makes it as well.
                TimeUnit.MILLISECONDS.sleep(20);
                if (random.nextBoolean()) {
                    socket.shutdownOutput();
                }
                if (random.nextInt(3) == 0) {
                    socket.getInputStream().read(new byte[1_000]);
                }
            } catch (IOException refused) {
                // It may hang up on us.
            } catch (InterruptedException over) {
                return;
            }
            while (open.size() > OPEN_EACH) {
                close(open.remove(), random.nextBoolean());
            }
        }
        open.forEach(socket -> close(socket, true));
    }

    private static void close(Socket socket, boolean reset) {
        try (socket) {
            socket.setSoLinger(reset, 0);
        } catch (IOException gone) {
            // As it was to be.
        }
    }

    private int series() {
        return (int) GatewayProcess.get(stand.gateway().managementUri("/q/metrics"))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    private void anUploadWorks() {
        stand.upload(stand.caller(), "document", "approve")
                .post("/v1/verifications/document")
                .then()
                .statusCode(202);
    }

    @Test
    void nobodyOutsideCanEndAReplica() throws Exception {
        // Given
        anUploadWorks();
        List<Future<?>> attackers = new ArrayList<>();
        for (int seed = 0; seed < ATTACKERS; seed++) {
            long own = seed;
            attackers.add(threads.submit(() -> attack(own)));
        }

        // When
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long slowest = 0;
        int asked = 0;
        int late = 0;
        int after10s = 0;
        while (System.nanoTime() < end) {
            long from = System.nanoTime();
            // Within 5 s, or this fails.
            assertThat(GatewayProcess.get(stand.gateway().managementUri("/q/health/live"))
                            .statusCode())
                    .isEqualTo(200);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            slowest = Math.max(slowest, took);
            late += took > 1_000 ? 1 : 0;
            if (asked++ % 10 == 0) {
                anUploadWorks();
            }
            if (after10s == 0 && end - System.nanoTime() < TimeUnit.SECONDS.toNanos(SECONDS * 5 / 6)) {
                after10s = series();
            }
            assertThat(stand.gateway().running()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        over.set(true);
        for (Future<?> attacker : attackers) {
            attacker.get(60, TimeUnit.SECONDS);
        }

        // Then
        System.out.printf(
                "[flood] %d attacks, liveness asked %d times, %d later than 1 s, the slowest after %d ms, series %d -> %d%n",
                sent.get(), asked, late, slowest, after10s, series());
        assertThat(sent.get()).isGreaterThan(100);
        assertThat(late).as("liveness later than a second, of " + asked).isLessThanOrEqualTo(asked / 10);
        assertThat(stand.gateway().running()).isTrue();
        anUploadWorks();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(value("http_server_active_connections")).isLessThan(10);
            assertThat(value("kairos_gateway_uploads_in_flight")).isZero();
        });
        assertThat(series()).isLessThan(1_500).isLessThan(after10s + 100);
        assertThat(GatewayProcess.get(stand.gateway().managementUri("/q/metrics"))
                        .body())
                .doesNotContain("flooded");
    }

    private double value(String series) {
        return GatewayProcess.get(stand.gateway().managementUri("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }
}
