package io.kairosgateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.openapi.Contract.Operation;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.verification.Kind;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Holds the description against the packaged gateway: every answer that it describes is provoked, by operation, status and problem code,
 * every answer is validated, head and body, and one that it does not describe fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiIT {

    /** What nobody can provoke from outside. */
    private static final Map<Problem, String> NEVER_SEEN = Map.of(
            Problem.INTERNAL_ERROR, "a fault that nobody expected; one that can be provoked would be mended",
            Problem.RESULT_UNREADABLE, "told when the operator has lost a key; LedgerLossIT takes one away",
            Problem.UPLOAD_ABORTED, "told to a client that has left, so to nobody but the log and the metrics");

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String API_KEY = GatewayProcess.API_KEY;
    private static final Contract CONTRACT = new Contract();
    private static final Seen SEEN = new Seen(CONTRACT);
    private static final String VERIFICATIONS = "/v1/verifications/";

    private static GatewayProcess.Launch tenant(GatewayProcess.Launch gateway, String name, String limit, int value) {
        String prefix = "GATEWAY_TENANTS_" + name.toUpperCase() + "_";
        return gateway.with(prefix + "API_KEYS", "key-of-the-tenant-" + name)
                .with(prefix + "KAIROS_APP_ID", "sandbox-app-id")
                .with(prefix + "KAIROS_APP_KEY", "sandbox-app-key")
                .with(prefix + limit, value);
    }

    private static Stand stand() {
        return Stand.start(gateway -> {
            tenant(gateway, "hasty", "REQUESTS_PER_MINUTE", 1);
            tenant(gateway, "narrow", "MAX_IN_FLIGHT", 1);
            tenant(gateway, "silent", "MAX_STREAMS", 1);
            return gateway.with("GATEWAY_INTAKE_MAX_PART_SIZE", "100K").with("GATEWAY_WATCH_DROP_IN_WAIT", "1s");
        });
    }

    private static RequestSpecification caller(Stand stand) {
        return stand.caller().filter(SEEN);
    }

    private static RequestSpecification kairosClient(Stand stand) {
        return stand.kairosClient().filter(SEEN);
    }

    private static Response mint(Stand stand, String json) {
        return caller(stand).contentType(ContentType.JSON).body(json).post("/v1/client-tokens");
    }

    private static String decided(Stand stand, String script) {
        String id = stand.submitted(script);
        caller(stand).header("Prefer", "wait=30").get(VERIFICATIONS + id).then().statusCode(200);
        return id;
    }

    private static void forget(Stand stand, String id) {
        caller(stand).delete(VERIFICATIONS + id).then().statusCode(204);
    }

    /** A path that the operation has, of a verification that there is not. */
    private static String path(Operation operation) {
        return operation.path().replace("{version}", "v0.1").replaceAll("\\{(id|uuid)}", Stand.newId());
    }

    private static RequestSpecification anyCaller(Stand stand) {
        return caller(stand).header("app_id", "default").header("app_key", API_KEY);
    }

    private static boolean answers(Operation operation, Problem problem) {
        return CONTRACT.answers(operation).contains(operation.id() + " " + problem.status() + " " + problem.code());
    }

    @Test
    @Order(1)
    void whatGoesWellIsAsItIsDescribed() {
        try (Stand stand = stand()) {
            for (Front front : Front.all(stand, SEEN)) {
                Response submitted = front.submit("approve,delay=100ms");
                assertThat(submitted.statusCode()).isLessThan(300);
                if (!front.dropIn()) {
                    front.submit(front.caller().header("Prefer", "wait=30"), "reject,delay=100ms")
                            .then()
                            .statusCode(201);
                }
                String result = "/v0.1/" + front.kind().resource() + "/" + Front.id(submitted);
                await().atMost(SOON).until(() -> kairosClient(stand).get(result).statusCode() == 200);
            }
            String id = decided(stand, "DOCUMENT_EXPIRED,delay=100ms");
            String etag = caller(stand).get(VERIFICATIONS + id).header("ETag");
            caller(stand)
                    .header("If-None-Match", etag)
                    .get(VERIFICATIONS + id)
                    .then()
                    .statusCode(304);
            String events = caller(stand).get(VERIFICATIONS + id + "/events").asString();
            String last = events.replaceAll("(?s).*id:(rejected-[0-9a-f]+)\n.*", "$1");
            caller(stand)
                    .header("Last-Event-ID", last)
                    .get(VERIFICATIONS + id + "/events")
                    .then()
                    .statusCode(204);
            String pending = stand.submitted("poll=never");
            caller(stand).get(VERIFICATIONS + pending + "?wait=1").then().statusCode(202);
            caller(stand)
                    .header("If-None-Match", "\"processing\"")
                    .get(VERIFICATIONS + pending)
                    .then()
                    .statusCode(304);
            deletedWhileWatched(stand, pending);
            tokenHolders(stand, id);
            for (String file : List.of(
                    "/v1/limits",
                    "/kairos-gateway.js",
                    "/kairos-gateway-pictures.js",
                    "/kairos-gateway.d.ts",
                    "/openapi.yaml")) {
                String tag = stand.stranger().filter(SEEN).get(file).header("ETag");
                stand.stranger()
                        .filter(SEEN)
                        .header("If-None-Match", tag)
                        .get(file)
                        .then()
                        .statusCode(304);
            }
        }
    }

    private static void deletedWhileWatched(Stand stand, String id) {
        String path = VERIFICATIONS + id + "/events";
        try (EventStreamClient stream =
                EventStreamClient.open(stand.gateway().uri(path), "Authorization", "Bearer " + API_KEY)) {
            await().atMost(SOON).until(() -> !stream.named().isEmpty());
            forget(stand, id);
            await().atMost(SOON).until(stream::ended);
            stream.named().forEach(event -> SEEN.event(CONTRACT.operation("GET", path), event));
        }
    }

    private static void tokenHolders(Stand stand, String id) {
        String watch =
                mint(stand, "{\"scope\":\"watch\",\"id\":\"" + id + "\"}").path("token");
        stand.stranger()
                .filter(SEEN)
                .header("Authorization", "Bearer " + watch)
                .get(VERIFICATIONS + id)
                .then()
                .statusCode(200);
        stand.stranger()
                .filter(SEEN)
                .get(VERIFICATIONS + id + "/events?token=" + watch)
                .then()
                .statusCode(200);
        for (Front front : Front.all(stand, SEEN)) {
            if (!front.dropIn()) {
                JsonObject asked =
                        Json.json("scope", "submit", "kind", front.kind().label());
                String token = mint(stand, asked.encode()).path("token");
                assertThat(front.submit(front.caller("default", token), "approve")
                                .statusCode())
                        .isBetween(201, 202);
                front.submit(front.caller("default", token), "approve").then().statusCode(409);
            }
        }
    }

    @Test
    @Order(2)
    void whatAnyRequestMayBeToldIsToldToEach() {
        try (Stand stand = stand()) {
            int port = stand.gateway().port();
            for (Operation operation : CONTRACT.operations()) {
                String method = operation.method();
                String path = path(operation);
                for (RawUpload request : List.of(
                        RawUpload.request(port, method, path, "text/plain", 0, "Host: another"),
                        RawUpload.request(port, method, path, "text/plain", 0, "X-Sandbox: seed=1"),
                        RawUpload.request(port, method, path + "?" + "a".repeat(10_000), "text/plain", 0),
                        RawUpload.request(port, method, path, "text/plain", 0, "Long: " + "a".repeat(100_000)))) {
                    SEEN.note(method, path, request.answer());
                    request.close();
                }
                if (answers(operation, Problem.UNAUTHENTICATED)) {
                    // What is no JSON is refused before anybody is asked for a key.
                    withBody(stand.stranger().filter(SEEN), method)
                            .request(method, path)
                            .then()
                            .statusCode(401);
                }
                if (answers(operation, Problem.NOT_ACCEPTABLE)) {
                    withBody(anyCaller(stand).accept("image/gif"), method)
                            .request(method, path)
                            .then()
                            .statusCode(406);
                }
                if (operation.path().matches(".*\\{(id|uuid)}.*")) {
                    anyCaller(stand).request(method, path).then().statusCode(404);
                    String id = Front.id(new Front(stand, SEEN, kind(operation), false).submit("approve"));
                    forget(stand, id);
                    anyCaller(stand)
                            .request(
                                    method,
                                    operation
                                            .path()
                                            .replace("{version}", "v0.2")
                                            .replaceAll("\\{(id|uuid)}", id))
                            .then()
                            .statusCode(410);
                }
            }
        }
    }

    private static RequestSpecification withBody(RequestSpecification request, String method) {
        return method.equals("POST") ? request.contentType(ContentType.JSON).body("{}") : request;
    }

    private static Kind kind(Operation operation) {
        return Arrays.stream(Kind.values())
                .filter(kind -> operation.path().contains(kind.resource()))
                .findFirst()
                .orElse(Kind.FULL_ID);
    }

    @Test
    @Order(3)
    void whatIsRefusedOfAnUploadIsAsItIsDescribed() {
        byte[] picture = Pictures.jpeg(600, 800);
        try (Stand stand = stand()) {
            for (Front front : Front.all(stand, SEEN)) {
                String file = front.file();
                refused(
                        front,
                        Problem.UNKNOWN_PART,
                        upload -> upload.multiPart("other", "a.jpg", picture, "image/jpeg"));
                refused(
                        front,
                        Problem.DUPLICATE_PART,
                        upload -> upload.multiPart(file, "a.jpg", picture, "image/jpeg")
                                .multiPart(file, "b.jpg", picture, "image/jpeg"));
                refused(front, Problem.MISSING_PART, upload -> switch (front.kind()) {
                    case FULL_ID, DOCUMENT -> upload.multiPart("document_back", "a.jpg", picture, "image/jpeg");
                    case BIOMETRIC -> upload.multiPart("image", "a.jpg", picture, "image/jpeg");
                    case LIVENESS -> upload.multiPart("threshold", "0.6");
                });
                refused(
                        front,
                        Problem.PART_TOO_LARGE,
                        upload -> upload.multiPart(file, "a.jpg", Pictures.jpeg(600, 800, 150_000), "image/jpeg"));
                refused(
                        front,
                        Problem.UNSUPPORTED_IMAGE,
                        upload -> upload.multiPart(
                                file, "a.jpg", "only text".repeat(100).getBytes(), "image/jpeg"));
                refused(
                        front,
                        Problem.IMAGE_DIMENSIONS,
                        upload -> upload.multiPart(file, "a.jpg", Pictures.jpeg(100, 100), "image/jpeg"));
                switch (front.kind()) {
                    case FULL_ID -> refused(front, Problem.INVALID_VALUE, upload -> upload.multiPart("profile", "lax"));
                    case BIOMETRIC ->
                        refused(front, Problem.INVALID_VALUE, upload -> upload.multiPart("image_multiface", "maybe"));
                    case LIVENESS ->
                        refused(front, Problem.INVALID_VALUE, upload -> upload.multiPart("threshold", "high"));
                    case DOCUMENT -> {
                        // Has no text.
                    }
                }
                refused(
                        front,
                        Problem.MALFORMED_MULTIPART,
                        upload -> upload.header("Content-Type", "multipart/form-data; boundary=x")
                                .body("--y\r\n".getBytes()));
                refused(
                        front,
                        Problem.UNSUPPORTED_MEDIA_TYPE,
                        upload -> upload.contentType(ContentType.JSON).body("{}"));
                try (RawUpload large = front.announced(1L << 30, "default", API_KEY)) {
                    front.note(large);
                }
            }
        }
    }

    private static void refused(Front front, Problem problem, UnaryOperator<RequestSpecification> with) {
        assertThat(front.submit(with).<String>path("code")).isEqualTo(problem.code());
    }

    @Test
    @Order(4)
    void whatKairosDoesIsToldAsItIsDescribed() {
        try (Stand stand = stand()) {
            for (Front front : Front.all(stand, SEEN)) {
                for (String fault : List.of("401", "403", "400", "429", "500", "html", "reset", "302")) {
                    front.submit("fault=" + fault);
                }
                if (front.dropIn()) {
                    CONTRACT.answers(CONTRACT.operation("POST", front.path())).stream()
                            .filter(answer -> answer.matches(".* [45].. \\*/\\*"))
                            .map(answer -> answer.split(" ")[1])
                            .forEach(status ->
                                    front.submit("fault=" + status).then().statusCode(Integer.parseInt(status)));
                }
            }
            // A poll that fails too often opens the breaker for all, so what nobody answers comes last.
            for (String script :
                    List.of("poll=never,pending=202", "poll=never", "poll=400", "poll=410", "poll=422", "poll=hang")) {
                for (Kind kind : List.of(Kind.FULL_ID, Kind.DOCUMENT)) {
                    String id = Front.id(new Front(stand, SEEN, kind, true).submit(script));
                    int status = script.equals("poll=hang")
                            ? 503
                            : script.equals("poll=never") ? 404 : Integer.parseInt(script.replaceAll(".*=", ""));
                    await().atMost(SOON)
                            .until(() -> kairosClient(stand)
                                            .get("/v0.2/" + kind.resource() + "/" + id)
                                            .statusCode()
                                    == status);
                }
            }
        }
    }

    @Test
    @Order(5)
    void whatHappenedAlreadyOrIsTooMuchIsToldAsItIsDescribed() {
        try (Stand stand = stand()) {
            new Front(stand, SEEN, Kind.DOCUMENT, false).submit(hasty(stand, Kind.DOCUMENT), "approve");
            for (Front front : Front.all(stand, SEEN)) {
                String key = front.path();
                refused(front, Problem.BAD_REQUEST, upload -> upload.header("Idempotency-Key", "\"open"));
                String id = Front.id(front.submit(front.caller().header("Idempotency-Key", key), "approve"));
                front.submit(front.caller().header("Idempotency-Key", key), "approve")
                        .then()
                        .header("Idempotent-Replayed", "true");
                Kind other = front.kind() == Kind.DOCUMENT ? Kind.FULL_ID : Kind.DOCUMENT;
                new Front(stand, SEEN, other, front.dropIn())
                        .submit(front.caller().header("Idempotency-Key", key + "-other"), "approve");
                front.submit(front.caller().header("Idempotency-Key", key + "-other"), "approve")
                        .then()
                        .statusCode(422);
                forget(stand, id);
                front.submit(front.caller().header("Idempotency-Key", key), "approve")
                        .then()
                        .statusCode(410);
                for (int i = 0; i < 2; i++) {
                    front.submit(front.caller().header("Idempotency-Key", key + "-doubt"), "fault=500");
                }
                try (RawUpload first = front.begun("default", API_KEY, "Idempotency-Key: " + key + "-busy")) {
                    await().atMost(SOON)
                            .until(() ->
                                    front.submit(front.caller().header("Idempotency-Key", key + "-busy"), "fault=400")
                                                    .statusCode()
                                            == 409);
                    first.vanish();
                }
                front.submit(front.caller("hasty", "key-of-the-tenant-hasty"), "approve")
                        .then()
                        .statusCode(429);
                // Only the drop-in's headers can name another tenant over the bare socket.
                Front holder = new Front(stand, SEEN, front.kind(), true);
                try (RawUpload held = holder.begun("narrow", "key-of-the-tenant-narrow")) {
                    await().atMost(SOON)
                            .until(() -> front.submit(front.caller("narrow", "key-of-the-tenant-narrow"), "fault=400")
                                            .statusCode()
                                    == 503);
                    held.vanish();
                }
            }
            tokenRequests(stand);
            String id = stand.submitted("poll=never");
            caller(stand).get(VERIFICATIONS + id + "?wait=soon").then().statusCode(400);
            streams(stand);
        }
    }

    private static RequestSpecification hasty(Stand stand, Kind kind) {
        return new Front(stand, SEEN, kind, false).caller("hasty", "key-of-the-tenant-hasty");
    }

    private static void streams(Stand stand) {
        String key = "Bearer key-of-the-tenant-silent";
        String id = stand.upload(stand.stranger().header("Authorization", key), "full-id", "poll=never")
                .post(VERIFICATIONS + "full-id")
                .path("id");
        try (EventStreamClient only =
                EventStreamClient.open(stand.gateway().uri(VERIFICATIONS + id + "/events"), "Authorization", key)) {
            assertThat(only.status()).isEqualTo(200);
            stand.stranger()
                    .filter(SEEN)
                    .header("Authorization", key)
                    .get(VERIFICATIONS + id + "/events")
                    .then()
                    .statusCode(429);
        }
    }

    private static void tokenRequests(Stand stand) {
        mint(stand, "{\"scope\":\"all\"}").then().statusCode(400);
        mint(stand, "{\"scope\":\"watch\",\"id\":\"" + Stand.newId() + "\"}")
                .then()
                .statusCode(404);
        mint(stand, " ".repeat(10_000)).then().statusCode(413);
        caller(stand)
                .contentType(ContentType.TEXT)
                .body("{}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(415);
        String id = decided(stand, "approve");
        forget(stand, id);
        mint(stand, "{\"scope\":\"watch\",\"id\":\"" + id + "\"}").then().statusCode(410);
    }

    @Test
    @Order(6)
    void whatTakesTooLongIsToldAsItIsDescribed() {
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_STALL_TIMEOUT", "1s")
                        .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "2s")
                        .with("GATEWAY_WATCH_MAX_STREAMS", "1"));
                RawUpload never = RawUpload.request(
                        stand.gateway().port(), "POST", "/v1/client-tokens", "application/json", 100)) {
            for (Front front : Front.all(stand, SEEN)) {
                front.submit("fault=hang").then().statusCode(504);
                try (RawUpload stalled = front.begun("default", API_KEY)) {
                    front.note(stalled);
                }
            }
            String id = stand.submitted("poll=never");
            try (EventStreamClient only = EventStreamClient.open(
                    stand.gateway().uri(VERIFICATIONS + id + "/events"), "Authorization", "Bearer " + API_KEY)) {
                assertThat(only.status()).isEqualTo(200);
                caller(stand).get(VERIFICATIONS + id + "/events").then().statusCode(503);
            }
            SEEN.note("POST", "/v1/client-tokens", never.answer());
        }
    }

    @Test
    @Order(7)
    void whatCannotBeKnownIsToldAsItIsDescribed() {
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway ->
                        gateway.with("REDIS_URL", redis.url()).with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY))) {
            redis.stop();
            for (Operation operation : CONTRACT.operations()) {
                if (operation.path().matches(".*\\{(id|uuid)}.*")) {
                    anyCaller(stand)
                            .request(operation.method(), path(operation))
                            .then()
                            .statusCode(503);
                }
            }
            mint(stand, "{\"scope\":\"watch\",\"id\":\"" + Stand.newId() + "\"}")
                    .then()
                    .statusCode(503);
            for (Front front : Front.all(stand, SEEN)) {
                front.submit(front.caller().header("Idempotency-Key", "key"), "approve")
                        .then()
                        .statusCode(503);
            }
        }
    }

    @Test
    @Order(8)
    void thatKairosIsNotThereIsToldAsItIsDescribed() {
        String nowhere = "http://localhost:" + GatewayProcess.freePort() + "/v0.1";
        try (Stand stand = Stand.start(gateway -> gateway.with("KAIROS_URL", nowhere))) {
            for (Front front : Front.all(stand, SEEN)) {
                assertThat(front.submit("approve").<String>path("code")).isEqualTo("kairos_unreachable");
            }
        }
    }

    @Test
    @Order(9)
    void thatTheGatewayGoesDownIsToldAsItIsDescribed() {
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_SHUTDOWN_TIMEOUT", "60s"))) {
            List<Front> fronts = Front.all(stand, SEEN);
            // It lasts as long as there is an upload under way.
            try (RawUpload underWay = fronts.get(0).begun("default", API_KEY)) {
                await().atMost(SOON).until(() -> !stand.uploads().isEmpty());
                stand.gateway().terminate();
                for (Front front : fronts) {
                    await().atMost(SOON)
                            .until(() -> "shutting_down"
                                    .equals(front.submit("fault=400").path("code")));
                }
                underWay.vanish();
            }
        }
    }

    @Test
    @Order(10)
    void theDescriptionIsServedAsItIsWritten() throws IOException {
        try (Stand stand = Stand.start()) {
            Response served = stand.stranger().get("/openapi.yaml");
            assertThat(served.asString()).isEqualTo(Files.readString(Description.FILE));
            assertThat(served.contentType()).isEqualTo("application/yaml");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void everyAnswerThatIsDescribedHasBeenSeen() {
        // Given
        Set<String> described = CONTRACT.operations().stream()
                .flatMap(operation -> CONTRACT.answers(operation).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(described)
                .filteredOn(answer -> NEVER_SEEN.keySet().stream()
                        .noneMatch(problem -> answer.endsWith(" " + problem.status() + " " + problem.code())))
                .isSubsetOf(SEEN.answers());
        assertThat(SEEN.events()).containsExactly("decision", "deleted", "status");
    }
}
