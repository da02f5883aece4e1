package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.sandbox.KairosSimulator;
import io.kairosgateway.sandbox.SimulatorOptions;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kairos' name has several addresses, moves to others, and leads to one that swallows connections. */
class WayToKairosIT {

    private static final String PATH = "/v1/verifications/document";

    /** Below what the JVM would keep a name for by itself. */
    private static final Duration SECONDS = Duration.ofSeconds(28);

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static int port;
    private static KairosSimulator kairos;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        port = GatewayProcess.freePort();
        kairos = KairosSimulator.start(VERTX, SimulatorOptions.defaults().withDelay(Duration.ofMillis(300)))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        name("127.0.0.2");
        gateway = GatewayProcess.of("http://localhost:" + port + "/v0.1")
                .onTheJvm()
                .option("-Djdk.net.hosts.file=" + hosts())
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_WINDOW", "4")
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_DELAY", "2s")
                .start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Path hosts() {
        return directory.resolve("hosts");
    }

    /** What the name leads to from now on. */
    private static void name(String... addresses) throws IOException {
        Files.writeString(
                hosts(),
                Stream.of(addresses).map(address -> address + " localhost\n").collect(Collectors.joining()));
    }

    /** Kairos, at one more address. */
    private static NetServer kairosAt(String address) {
        return VERTX.createNetServer()
                .connectHandler(from -> {
                    from.pause();
                    VERTX.createNetClient()
                            .connect(kairos.port(), "127.0.0.1")
                            .onFailure(lost -> from.close())
                            .onSuccess(to -> {
                                from.pipeTo(to);
                                to.pipeTo(from);
                            });
                })
                .listen(port, address)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void close(NetServer server) {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Response submit() {
        return given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                .header("Prefer", "wait=20")
                .multiPart("document", "approve.jpg", Pictures.jpeg(600, 800), "image/jpeg")
                .post(PATH);
    }

    private static void decided() {
        await().atMost(SECONDS).untilAsserted(() -> {
            Response answer = submit();
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
            assertThat(answer.jsonPath().getString("status")).isEqualTo("approved");
        });
    }

    private static String metrics() {
        return GatewayProcess.get(gateway.managementUri("/q/metrics")).body();
    }

    @Test
    void uploadsAndGetsReachTheOneAddressThatConnects() throws IOException {
        // Given
        NetServer second = kairosAt("127.0.0.12");
        name("127.0.0.11", "127.0.0.12");
        decided();

        // Then: not one is lost to the first.
        for (int i = 0; i < 10; i++) {
            assertThat(submit().statusCode()).isEqualTo(201);
        }
        close(second);
    }

    @Test
    void aNameThatMovesIsFollowedWithinSeconds() throws IOException {
        // Given
        NetServer before = kairosAt("127.0.0.21");
        name("127.0.0.21");
        decided();

        // When
        NetServer after = kairosAt("127.0.0.22");
        name("127.0.0.22");
        close(before);

        // Then
        decided();
        close(after);
    }

    @Test
    void aKairosThatSwallowsConnectionsCostsUploadsNothingOnceTheBreakerIsOpen() throws IOException {
        // Given
        name("127.0.0.31");
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket swallowing = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.31"))) {
            fill(swallowing, queue);

            // When
            await().atMost(Duration.ofSeconds(120)).until(() -> {
                submit();
                return metrics().contains("kairos_gateway_upload_breaker_state{state=\"open\"} 1.0");
            });

            // Then
            await().atMost(SECONDS).untilAsserted(() -> {
                try (RawUpload upload = RawUpload.begin(
                        gateway.port(), PATH, MultipartBodies.CONTENT_TYPE, 100_000, "Expect: 100-continue")) {
                    assertThat(upload.answer())
                            .startsWith("HTTP/1.1 503")
                            .contains("\"code\":\"kairos_unreachable\"", "\"retryable\":true", "lately")
                            .containsIgnoringCase("retry-after: 2");
                }
            });
            assertThat(metrics())
                    .contains("kairos_gateway_breaker_state{state=\"closed\"} 1.0")
                    .containsPattern("ft_circuitbreaker_opened_total\\{[^}]*method=\"kairos-uploads\"[^}]*} [1-9]");
        } finally {
            for (Socket each : queue) {
                each.close();
            }
        }

        // When
        NetServer back = kairosAt("127.0.0.31");

        // Then
        decided();
        assertThat(metrics()).contains("kairos_gateway_upload_breaker_state{state=\"closed\"} 1.0");
        close(back);
    }

    /** Until the system drops what else wants to connect. */
    private static void fill(ServerSocket swallowing, List<Socket> queue) throws IOException {
        for (int i = 0; i < 32; i++) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(new InetSocketAddress(swallowing.getInetAddress(), port), 500);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the queue of connections has no end");
    }
}
