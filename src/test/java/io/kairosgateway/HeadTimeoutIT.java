package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request head that never comes to its end costs a connection for a limited time only. */
class HeadTimeoutIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GET =
            "GET /v1/verifications/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + GatewayProcess.API_KEY;
    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_HEAD_TIMEOUT", "1s"));
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    private static Socket connected() throws IOException {
        return connected(stand);
    }

    private static Socket connected(Stand stand) throws IOException {
        Socket socket = new Socket("localhost", stand.gateway().port());
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static CompletableFuture<Boolean> closed(Socket socket) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().read() < 0;
            } catch (IOException reset) {
                return true;
            }
        });
    }

    private static void dribble(Socket socket) {
        CompletableFuture<Boolean> closed = closed(socket);
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!closed.isDone()) {
                try {
                    send(socket, "a");
                } catch (IOException gone) {
                    return true;
                }
            }
            return closed.isDone();
        });
        assertThat(closed.join()).isTrue();
    }

    @Test
    void aHeadThatDribblesIsCutOff() throws IOException {
        try (Socket socket = connected()) {
            // When
            send(socket, GET + "\r\nX-A: ");

            // Then
            dribble(socket);
        }
    }

    /** Redis is connected to before the public port is opened, and Netty decides at its first connection whether it looks for services. */
    @Test
    void aHeadThatDribblesIsCutOffBesideRedisToo() throws IOException {
        try (RealRedis redis = RealRedis.started();
                Stand beside = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_HEAD_TIMEOUT", "1s")
                        .with("REDIS_URL", redis.url())
                        .with("GATEWAY_ENCRYPTION_KEYS", "k1:" + "A".repeat(43) + "="));
                Socket socket = connected(beside)) {
            // When
            send(socket, GET + "\r\nX-A: ");

            // Then
            dribble(socket);
        }
    }

    @Test
    void aConnectionThatSaysNothingIsCutOff() throws IOException {
        try (Socket socket = connected()) {
            // Then
            assertThat(closed(socket)).succeedsWithin(SOON).isEqualTo(true);
        }
    }

    @Test
    void aSecondHeadThatDribblesIsCutOff() throws IOException {
        try (Socket socket = connected()) {
            // Given
            send(socket, GET + "\r\n\r\n");
            assertThat(answer(socket)).startsWith("HTTP/1.1 404");

            // When
            send(socket, GET + "\r\nX-A: ");

            // Then
            dribble(socket);
        }
    }

    @Test
    void aHeadThatBeginsInThePacketOfAnotherRequestIsCutOff() throws IOException {
        try (Socket socket = connected()) {
            // When
            send(socket, GET + "\r\n\r\n" + GET + "\r\nX-A: ");
            assertThat(answer(socket)).startsWith("HTTP/1.1 404");

            // Then
            assertThat(closed(socket)).succeedsWithin(SOON).isEqualTo(true);
        }
    }

    @Test
    void aHeadThatBeginsWhileAResponseIsUnderWayIsCutOffAfterIt() throws IOException {
        // Given
        String id = stand.submitted("approve-delay=30s");
        try (Socket socket = connected()) {
            send(socket, GET.replace("/x", "/" + id + "?wait=2") + "\r\n\r\n");

            // When
            send(socket, GET + "\r\nX-A: ");

            // Then
            assertThat(answer(socket)).startsWith("HTTP/1.1 202");
            assertThat(closed(socket)).succeedsWithin(SOON).isEqualTo(true);
        }
    }

    @Test
    void aLongPollAndAKeptConnectionOutliveTheLimit() throws IOException {
        // Given
        String id = stand.submitted("approve-delay=30s");
        try (Socket socket = connected()) {

            // When
            send(socket, GET.replace("/x", "/" + id + "?wait=3") + "\r\n\r\n");
            String first = answer(socket);
            send(socket, GET.replace("/x", "/" + id + "?wait=3") + "\r\n\r\n");

            // Then
            assertThat(first).startsWith("HTTP/1.1 202");
            assertThat(answer(socket)).startsWith("HTTP/1.1 202");
        }
    }

    /** One answer with its Content-Length. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        String length = head.toString()
                .toLowerCase(Locale.ROOT)
                .split("content-length: ")[1]
                .split("\r\n")[0];
        return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }
}
