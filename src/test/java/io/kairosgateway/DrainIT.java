package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What SIGTERM does to a gateway with its hands full. */
class DrainIT {

    private static final Duration SOON = Duration.ofSeconds(25);
    private static final int EXIT_BY_SIGTERM = 128 + 15;
    private static final String FULL_ID = "/v1/verifications/full-id";
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String[] KEY = {"Authorization", "Bearer " + GatewayProcess.API_KEY};
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Leases that nobody could wait for, so that whatever is polled by another was given back. */
    private static UnaryOperator<GatewayProcess.Launch> shared(RealRedis redis) {
        return gateway -> gateway.with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY)
                .with("GATEWAY_WATCH_LEASE", "10m")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "2m")
                .with("GATEWAY_KAIROS_GUARDS_RETRIES", "0")
                .with("GATEWAY_SHUTDOWN_TIMEOUT", "20s");
    }

    private static CompletableFuture<HttpResponse<String>> get(URI uri, String... headers) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(uri).headers(headers).timeout(SOON).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] fullId(String script) {
        return MultipartBodies.body()
                .file("selfie", script + ".jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .png("document", 800, 600)
                .close();
    }

    private static RawUpload begun(Stand stand, byte[] body, String... headers) {
        int before = stand.uploads().size();
        RawUpload upload = RawUpload.begin(
                        stand.gateway().port(), FULL_ID, MultipartBodies.CONTENT_TYPE, body.length, headers)
                .send(body, 0, body.length / 2);
        await().atMost(SOON).until(() -> stand.uploads().size() > before);
        return upload;
    }

    private static void finish(RawUpload upload, byte[] body) {
        upload.send(body, body.length / 2, body.length - body.length / 2);
    }

    private static EventStreamClient events(GatewayProcess gateway, String id, String... headers) {
        return EventStreamClient.open(
                gateway.uri("/v1/verifications/" + id + "/events"),
                Stream.concat(Stream.of(KEY), Stream.of(headers)).toArray(String[]::new));
    }

    private static List<EventStreamClient> streams(int number, GatewayProcess gateway, String id) {
        List<EventStreamClient> streams =
                IntStream.range(0, number).mapToObj(i -> events(gateway, id)).toList();
        await().atMost(SOON)
                .until(() -> streams.stream().noneMatch(stream -> stream.named().isEmpty()));
        return streams;
    }

    private static void decided(GatewayProcess gateway, String id, String status) {
        RestAssured.given()
                .baseUri(gateway.uri("").toString())
                .header(KEY[0], KEY[1])
                .header("Prefer", "wait=30")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo(status));
    }

    private static void notReady(GatewayProcess gateway) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> GatewayProcess.get(gateway.managementUri("/q/health/ready"))
                                .statusCode()
                        == 503);
        assertThat(GatewayProcess.get(gateway.managementUri("/q/health/live")).statusCode())
                .isEqualTo(200);
    }

    private static String id(String answer) {
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    @Test
    void whatAReplicaLeavesBehindIsTakenUpByAnother() {
        byte[] body = fullId("reject-delay=200ms");
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(shared(redis));
                GatewayProcess other = shared(redis)
                        .apply(GatewayProcess.of(stand.kairosUrl()).with("GATEWAY_WATCH_TICK", "1h"))
                        .start()) {
            // Given: only the first claims, and Kairos lets its GET hang.
            GatewayProcess first = stand.gateway();
            String pending = stand.submitted("approve-delay=1s-poll=hangx1");
            await().atMost(SOON)
                    .until(() -> stand.counts().get("gets_per_uuid").toString().contains(pending));
            List<EventStreamClient> streams = streams(20, first, pending);
            List<CompletableFuture<HttpResponse<String>>> polls = IntStream.range(0, 20)
                    .mapToObj(i -> get(first.uri("/v1/verifications/" + pending + "?wait=60"), KEY))
                    .toList();
            CompletableFuture<HttpResponse<String>> dropIn = get(
                    first.uri("/v0.1/full-id-verification/" + pending),
                    "app_id",
                    "default",
                    "app_key",
                    GatewayProcess.API_KEY);
            RawUpload upload = begun(stand, body, "Prefer: wait=60");

            // When
            first.terminate();

            // Then: it is not ready, everybody is told to go elsewhere, and the upload goes on.
            notReady(first);
            await().atMost(SOON).until(() -> streams.stream().allMatch(EventStreamClient::ended));
            assertThat(streams).allSatisfy(stream -> {
                assertThat(stream.named()).hasSize(1);
                assertThat(last(stream).retry())
                        .satisfies(retry -> assertThat(Integer.parseInt(retry)).isBetween(2000, 7000));
            });
            assertThat(streams.stream().map(stream -> last(stream).retry()).distinct())
                    .hasSizeGreaterThan(1);
            assertThat(polls).allSatisfy(poll -> {
                assertThat(poll.join().statusCode()).isEqualTo(202);
                assertThat(poll.join().headers().firstValue("Retry-After")).isPresent();
            });
            // It has nothing to pass on, for Kairos has never answered.
            assertThat(dropIn.join().statusCode()).isEqualTo(503);
            assertThat(dropIn.join().headers().firstValue("Retry-After")).isPresent();
            assertThat(first.running()).isTrue();

            // When
            finish(upload, body);

            // Then
            String answer = upload.answer();
            assertThat(answer).startsWith("HTTP/1.1 202").containsIgnoringCase("Connection: close");
            assertThat(first.exitCode()).isEqualTo(EXIT_BY_SIGTERM);
            assertThat(first.log()).contains("nothing is left").doesNotContain("ERROR", "unfinished");
            String lastId = streams.get(0).named().get(0).id();
            try (GatewayProcess third = shared(redis)
                            .apply(GatewayProcess.of(stand.kairosUrl()))
                            .start();
                    EventStreamClient resumed = events(other, pending, "Last-Event-ID", lastId)) {
                decided(third, pending, "approved");
                decided(other, id(answer), "rejected");
                await().atMost(SOON).until(resumed::ended);
                assertThat(resumed.named())
                        .last()
                        .satisfies(event -> assertThat(event.name()).isEqualTo("decision"));
            }
            assertThat(stand.counts().get("posts").toString()).contains("complete=2");
            streams.forEach(EventStreamClient::close);
            upload.close();
        }
    }

    @Test
    void nothingIsLostOfWhatAFullReplicaHasInHand() {
        byte[] body = fullId("reject-delay=200ms");
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway -> crowded(redis).apply(gateway));
                GatewayProcess other = crowded(redis)
                        .apply(GatewayProcess.of(stand.kairosUrl()))
                        .start()) {
            // Given: 500 streams and 50 long polls for one decision, and 50 uploads half way.
            GatewayProcess full = stand.gateway();
            String pending = stand.submitted("approve-delay=40s");
            List<EventStreamClient> streams = streams(500, full, pending);
            List<CompletableFuture<HttpResponse<String>>> polls = IntStream.range(0, 50)
                    .mapToObj(i -> get(full.uri("/v1/verifications/" + pending + "?wait=60"), KEY))
                    .toList();
            List<RawUpload> uploads =
                    IntStream.range(0, 50).mapToObj(i -> begun(stand, body)).toList();

            // When
            full.terminate();
            notReady(full);
            uploads.forEach(upload -> finish(upload, body));

            // Then: every upload is answered, and every waiter told to go elsewhere, within the limit.
            List<String> ids = uploads.stream()
                    .map(upload -> {
                        String answer = upload.answer();
                        assertThat(answer).startsWith("HTTP/1.1 202");
                        return id(answer);
                    })
                    .toList();
            await().atMost(SOON).until(() -> streams.stream().allMatch(EventStreamClient::ended));
            assertThat(streams)
                    .allSatisfy(stream -> assertThat(last(stream).retry()).isNotNull());
            assertThat(polls)
                    .allSatisfy(poll -> assertThat(poll.join().statusCode()).isEqualTo(202));
            assertThat(full.exitCode()).isEqualTo(EXIT_BY_SIGTERM);
            assertThat(full.log())
                    .contains("nothing is left")
                    .doesNotContain("ERROR", "unfinished", "has been blocked");

            // And: the other replica has it all, and decides it.
            List<EventStreamClient> resumed = streams(500, other, pending);
            assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> decided(other, id, "rejected"));
            await().atMost(Duration.ofSeconds(90)).until(() -> resumed.stream().allMatch(EventStreamClient::ended));
            assertThat(resumed)
                    .allSatisfy(stream -> assertThat(stream.named())
                            .last()
                            .satisfies(event -> assertThat(event.name()).isEqualTo("decision")));
            assertThat(stand.counts().get("posts").toString()).contains("complete=51");
            Stream.concat(streams.stream(), resumed.stream()).forEach(EventStreamClient::close);
            uploads.forEach(RawUpload::close);
        }
    }

    private static UnaryOperator<GatewayProcess.Launch> crowded(RealRedis redis) {
        return gateway -> shared(redis).apply(gateway).with("GATEWAY_WATCH_MAX_STREAMS_PER_ID", "1000");
    }

    private static EventStreamClient.Event last(EventStreamClient stream) {
        return stream.events().get(stream.events().size() - 1);
    }

    @Test
    void aGatewayAloneTellsEverybodyAndFinishesItsUploads() {
        byte[] body = fullId("approve");
        try (Stand stand = Stand.start();
                RawUpload upload = begun(stand, body)) {
            // Given
            GatewayProcess gateway = stand.gateway();
            String pending = stand.submitted("approve-poll=never");
            // The second time, so the first answer is known.
            await().atMost(SOON)
                    .until(() -> stand.counts().get("gets_per_uuid") instanceof Map<?, ?> gets
                            && gets.get(pending) instanceof Integer polls
                            && polls >= 2);
            List<EventStreamClient> streams = streams(3, gateway, pending);
            CompletableFuture<HttpResponse<String>> poll =
                    get(gateway.uri("/v1/verifications/" + pending + "?wait=60"), KEY);
            CompletableFuture<HttpResponse<String>> dropIn = get(
                    gateway.uri("/v0.1/full-id-verification/" + pending),
                    "app_id",
                    "default",
                    "app_key",
                    GatewayProcess.API_KEY);

            // When
            gateway.terminate();
            notReady(gateway);

            // Then
            await().atMost(SOON).until(() -> streams.stream().allMatch(EventStreamClient::ended));
            assertThat(poll.join().statusCode()).isEqualTo(202);
            // The last answer of Kairos.
            assertThat(dropIn.join().statusCode()).isEqualTo(404);
            // What comes now is answered at once, with nothing to wait for.
            assertThat(get(gateway.uri("/v1/verifications/" + pending + "?wait=60"), KEY)
                            .join()
                            .statusCode())
                    .isEqualTo(202);
            try (EventStreamClient late = events(gateway, pending)) {
                await().atMost(SOON).until(late::ended);
                assertThat(late.named()).hasSize(1);
                assertThat(last(late).retry()).isNotNull();
            }
            // Uploads are no longer taken, and whoever sends one can read that.
            try (RawUpload refused = RawUpload.begin(gateway.port(), FULL_ID, MultipartBodies.CONTENT_TYPE, body.length)
                    .send(body)) {
                assertThat(refused.answer())
                        .startsWith("HTTP/1.1 503")
                        .containsIgnoringCase("Retry-After: ")
                        .containsIgnoringCase("Connection: close")
                        .contains("\"code\":\"shutting_down\"", "\"retryable\":true");
            }
            finish(upload, body);
            assertThat(upload.answer()).startsWith("HTTP/1.1 202");
            assertThat(gateway.exitCode()).isEqualTo(EXIT_BY_SIGTERM);
            assertThat(gateway.log()).contains("nothing is left").doesNotContain("ERROR", "has been blocked");
        }
    }

    @Test
    void uploadsAreStillTakenWhileLoadBalancersLearn() {
        byte[] body = fullId("approve");
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_SHUTDOWN_DELAY", "3s"))) {
            // Given
            GatewayProcess gateway = stand.gateway();

            // When
            gateway.terminate();
            notReady(gateway);
            try (RawUpload upload = RawUpload.begin(gateway.port(), FULL_ID, MultipartBodies.CONTENT_TYPE, body.length)
                    .send(body)) {

                // Then
                assertThat(upload.answer()).startsWith("HTTP/1.1 202").containsIgnoringCase("Connection: close");
            }
            assertThat(gateway.exitCode()).isEqualTo(EXIT_BY_SIGTERM);
        }
    }

    @Test
    void whoHasLeftHoldsNothingUp() {
        byte[] body = fullId("approve");
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_SHUTDOWN_TIMEOUT", "10m"));
                RawUpload vanished = begun(stand, body)) {
            // Given
            GatewayProcess gateway = stand.gateway();
            String pending = stand.submitted("approve-poll=never");
            CompletableFuture<HttpResponse<String>> left =
                    get(gateway.uri("/v1/verifications/" + pending + "?wait=60"), KEY);
            List<EventStreamClient> streams = streams(1, gateway, pending);
            vanished.vanish();
            left.cancel(true);
            streams.get(0).close();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(stand.uploads().get(0)).containsEntry("ended", "RESET"));

            // When
            gateway.terminate();

            // Then
            assertThat(gateway.exitCode()).isEqualTo(EXIT_BY_SIGTERM);
            assertThat(gateway.log()).contains("nothing is left");
        }
    }

    @Test
    void anUploadThatDoesNotEndIsCutOffAtTheLimitAndKairosNeverHasItWhole() {
        byte[] body = fullId("approve");
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_SHUTDOWN_TIMEOUT", "1s"));
                RawUpload upload = begun(stand, body)) {
            // When
            stand.gateway().terminate();

            // Then
            assertThat(stand.gateway().exitCode()).isEqualTo(EXIT_BY_SIGTERM);
            assertThat(stand.gateway().log()).contains("going down unfinished", "uploads=1 requests=1");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(stand.lastUpload()).containsEntry("ended", "RESET"));
        }
    }
}
