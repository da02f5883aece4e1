package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar and the executable give the same answers, headers and problems to the same requests, with the ledger in memory and in Redis. */
class ParityIT {

    private static final String ORIGIN = "https://app.example";

    private static Stand stand;

    @BeforeAll
    static void start() {
        assumeTrue(
                !System.getProperty("native.image.path", "").isBlank()
                        && Files.exists(Path.of(System.getProperty("jar.path"))),
                "skipped: needs the executable and the jar, so ./mvnw package before ./mvnw verify -Dnative");
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        if (stand != null) {
            stand.closeWithACleanLog();
        }
    }

    @Test
    void withTheLedgerInMemory() {
        same(UnaryOperator.identity());
    }

    @Test
    void withTheLedgerInRedis() {
        try (RealRedis redis = RealRedis.started()) {
            same(launch -> launch.with("REDIS_URL", redis.url())
                    .with("GATEWAY_ENCRYPTION_KEYS", "k1:c2VhbHMtdGhlLXJlc3VsdHMtb2YtdGhlLXNhbmRib3g="));
        }
    }

    private static void same(UnaryOperator<GatewayProcess.Launch> settings) {
        // When
        Map<String, String> jar = answers(settings.apply(launch()).onTheJvm());
        Map<String, String> executable = answers(settings.apply(launch()));

        // Then
        assertThat(jar).hasSizeGreaterThan(50);
        assertThat(executable.keySet()).containsExactlyElementsOf(jar.keySet());
        SoftAssertions.assertSoftly(each -> jar.forEach(
                (name, answer) -> each.assertThat(executable.get(name)).as(name).isEqualTo(answer)));
    }

    private static GatewayProcess.Launch launch() {
        return GatewayProcess.of(stand.kairosUrl())
                .with("GATEWAY_TENANTS_DEFAULT_ORIGINS", ORIGIN)
                .with("GATEWAY_INTAKE_MAX_PART_SIZE", "100K")
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "1s");
    }

    private static Map<String, String> answers(GatewayProcess.Launch launch) {
        try (GatewayProcess gateway = launch.start()) {
            return new Conversation(gateway).held();
        }
    }

    /** One after another, for most requests are about what came of those before. */
    private record Conversation(GatewayProcess gateway, Map<String, String> answers) {

        private static final String[] NOT_THE_APPLICATIONS = {"date", "content-length"};

        Conversation(GatewayProcess gateway) {
            this(gateway, new LinkedHashMap<>());
        }

        Map<String, String> held() {
            submits();
            reads();
            refusedUploads();
            faultsOfKairos();
            tokens();
            dropIn();
            doors();
            return answers;
        }

        private RequestSpecification stranger() {
            return given().baseUri(gateway.uri("").toString()).redirects().follow(false);
        }

        private RequestSpecification caller() {
            return stranger().header("Authorization", "Bearer " + GatewayProcess.API_KEY);
        }

        private RequestSpecification kairosClient() {
            return stranger().header("app_id", "default").header("app_key", GatewayProcess.API_KEY);
        }

        private Response note(String name, Response response) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers()
                    .forEach(header -> headers.merge(header.getName(), header.getValue(), (a, b) -> a + ", " + b));
            for (String header : NOT_THE_APPLICATIONS) {
                headers.remove(header);
            }
            String answer = response.statusLine() + "\n" + headers + "\n" + response.asString();
            assertThat(answers.put(name, withoutWhatIsNewEachTime(answer)))
                    .as("the names differ")
                    .isNull();
            return response;
        }

        private static String withoutWhatIsNewEachTime(String text) {
            return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
                    .replaceAll("20\\d\\d-\\d\\d-\\d\\d[T ][0-9:.]+Z?", "<time>")
                    .replaceAll("ey[\\w-]+\\.[\\w-]+\\.[\\w-]+", "<token>")
                    .replaceAll("\\b(approved|rejected|review|failed)-[0-9a-f]{8,}", "$1-<revision>")
                    .replaceAll("(\"api_req_uuid\":|\"id\":\"|verifications/)\\d{1,10}\\b", "$1<number>")
                    .replaceAll("\"(confidence|quality|liveness)\":[0-9.]+", "\"$1\":<score>");
        }

        private void submits() {
            for (String kind : new String[] {"full-id", "document", "biometric", "liveness"}) {
                for (String script : new String[] {"approve", "review", "reject"}) {
                    note(
                            "submit " + kind + " " + script,
                            stand.upload(caller(), kind, script)
                                    .header("Prefer", "wait=30")
                                    .post("/v1/verifications/" + kind));
                }
            }
        }

        private void reads() {
            String pending = note(
                            "submit without waiting",
                            stand.upload(caller(), "document", "poll=never").post("/v1/verifications/document"))
                    .path("id");
            note("read what is pending", caller().get("/v1/verifications/" + pending));
            note("long poll", caller().get("/v1/verifications/" + pending + "?wait=1"));
            note("a wait that is none", caller().get("/v1/verifications/" + pending + "?wait=soon"));
            String id = stand.upload(caller(), "full-id", "DOCUMENT_EXPIRED")
                    .header("Prefer", "wait=30")
                    .post("/v1/verifications/full-id")
                    .path("id");
            Response decided = note("read what is decided", caller().get("/v1/verifications/" + id));
            note(
                    "read what is unchanged",
                    caller().header("If-None-Match", decided.header("ETag")).get("/v1/verifications/" + id));
            String events = "/v1/verifications/" + id + "/events";
            Response stream = note("events", caller().get(events));
            note(
                    "events after the last one",
                    caller().header("Last-Event-ID", stream.asString().replaceAll("(?s).*id: ?(\\S+)\\n.*", "$1"))
                            .get(events));
            note("events as JSON", caller().accept(ContentType.JSON).get(events));
            note("a media type that there is not", caller().accept("text/html").get("/v1/verifications/" + id));
            note("forget", caller().delete("/v1/verifications/" + id));
            note("read what is forgotten", caller().get("/v1/verifications/" + id));
            note("events of what is forgotten", caller().get(events));
            note("read what never was", caller().get("/v1/verifications/" + Stand.newId()));
            note("read what is no id", caller().get("/v1/verifications/none"));
        }

        private void refusedUploads() {
            byte[] picture = Pictures.jpeg(600, 800);
            refused("no part", caller().multiPart("unknown", "a.jpg", picture, "image/jpeg"));
            refused("a part twice", part(part(caller(), picture), picture));
            refused("a missing part", caller().multiPart("document_back", "a.jpg", picture, "image/jpeg"));
            refused("no picture", part(caller(), "not a picture, only text".getBytes(StandardCharsets.US_ASCII)));
            refused("a small picture", part(caller(), Pictures.jpeg(100, 100)));
            refused("a large part", part(caller(), new byte[200_000]));
            refused("an empty part", part(caller(), new byte[0]));
            refused("JSON", caller().contentType(ContentType.JSON).body("{}"));
            refused(
                    "no grammar",
                    caller().header("Content-Type", "multipart/form-data; boundary=x")
                            .body("--y\r\n".getBytes(StandardCharsets.US_ASCII)));
            note("a kind that there is not", part(caller(), picture).post("/v1/verifications/passport"));
            note(
                    "a profile that there is not",
                    stand.upload(caller(), "full-id", "approve")
                            .multiPart("profile", "lax")
                            .post("/v1/verifications/full-id"));
            note(
                    "a threshold that is none",
                    caller().multiPart("selfie", "a.jpg", picture, "image/jpeg")
                            .multiPart("threshold", "high")
                            .post("/v1/verifications/liveness"));
        }

        private static RequestSpecification part(RequestSpecification request, byte[] content) {
            return request.multiPart("document", "a.jpg", content, "image/jpeg");
        }

        private void refused(String name, RequestSpecification request) {
            note("upload of " + name, request.post("/v1/verifications/document"));
        }

        private void faultsOfKairos() {
            for (String fault : new String[] {
                "302",
                "400",
                "401",
                "403",
                "404",
                "422",
                "429",
                "500",
                "503",
                "html",
                "empty",
                "garbage",
                "malformed",
                "hang"
            }) {
                note(
                        "Kairos answers " + fault,
                        stand.upload(caller(), "document", "fault=" + fault).post("/v1/verifications/document"));
                note(
                        "Kairos answers the drop-in " + fault,
                        stand.upload(kairosClient(), "document", "fault=" + fault)
                                .post("/v0.1/document-verification"));
            }
            for (String fault : new String[] {"404x2", "500x2", "html", "malformed"}) {
                note(
                        "Kairos answers a poll " + fault,
                        stand.upload(caller(), "document", "approve,poll=" + fault)
                                .header("Prefer", "wait=5")
                                .post("/v1/verifications/document"));
            }
        }

        private void tokens() {
            String submit = mint("submit", "{\"scope\":\"submit\",\"kind\":\"document\",\"expires_in\":600}")
                    .path("token");
            mint("for no kind", "{\"scope\":\"submit\",\"kind\":\"passport\"}");
            mint("for no scope", "{\"scope\":\"all\"}");
            mint("in no JSON", "scope=submit");
            RequestSpecification page = stranger().header("Origin", ORIGIN).header("Authorization", "Bearer " + submit);
            String id = note(
                            "submit with a token",
                            stand.upload(page, "document", "DOCUMENT_EXPIRED")
                                    .header("Prefer", "wait=30")
                                    .post("/v1/verifications/document"))
                    .path("id");
            note(
                    "submit with a used token",
                    stand.upload(
                                    stranger().header("Origin", ORIGIN).header("Authorization", "Bearer " + submit),
                                    "document",
                                    "approve")
                            .post("/v1/verifications/document"));
            note(
                    "watch with a token",
                    stranger().header("Origin", ORIGIN).get("/v1/verifications/" + id + "/events?token=" + submit));
            note(
                    "watch from elsewhere",
                    stranger()
                            .header("Origin", "https://evil.example")
                            .get("/v1/verifications/" + id + "/events?token=" + submit));
            String watch =
                    mint("watch", "{\"scope\":\"watch\",\"id\":\"" + id + "\"}").path("token");
            note(
                    "read with a token",
                    stranger().header("Authorization", "Bearer " + watch).get("/v1/verifications/" + id));
            note(
                    "forget with a token",
                    stranger().header("Authorization", "Bearer " + watch).delete("/v1/verifications/" + id));
            note(
                    "read with half a token",
                    stranger()
                            .header("Authorization", "Bearer " + watch.substring(0, 40))
                            .get("/v1/verifications/" + id));
            note(
                    "preflight",
                    stranger()
                            .header("Origin", ORIGIN)
                            .header("Access-Control-Request-Method", "POST")
                            .header("Access-Control-Request-Headers", "authorization")
                            .options("/v1/verifications/document"));
        }

        private Response mint(String name, String json) {
            return note(
                    "mint " + name,
                    caller().contentType(ContentType.JSON).body(json).post("/v1/client-tokens"));
        }

        private void dropIn() {
            for (String version : new String[] {"v0.1", "v0.2"}) {
                String uuid = note(
                                "drop-in submit " + version,
                                stand.upload(kairosClient(), "full-id", "reject")
                                        .post("/" + version + "/full-id-verification"))
                        .path("api_req_uuid");
                note("drop-in read " + version, kairosClient().get("/" + version + "/full-id-verification/" + uuid));
            }
            note(
                    "drop-in liveness",
                    stand.upload(kairosClient(), "liveness", "approve").post("/v0.1/liveness-verification"));
            note("drop-in read what never was", kairosClient().get("/v0.1/document-verification/" + Stand.newId()));
            note(
                    "drop-in with another's id",
                    stranger()
                            .header("app_id", "nobody")
                            .header("app_key", GatewayProcess.API_KEY)
                            .get("/v0.1/document-verification/" + Stand.newId()));
        }

        private void doors() {
            note("no key", stranger().get("/v1/verifications/" + Stand.newId()));
            note(
                    "a wrong key",
                    stranger().header("Authorization", "Bearer wrong").get("/v1/verifications/" + Stand.newId()));
            note("no such path", caller().get("/v2/verifications"));
            note("no such method", caller().put("/v1/verifications/document"));
            note(
                    "a request id of one's own",
                    caller().header("X-Request-ID", "mine-1").get("/v1/verifications/none"));
            note("metrics on the public port", caller().get("/q/metrics"));
            for (String probe : new String[] {"started", "live", "ready"}) {
                Response health =
                        given().get(gateway.managementUri("/q/health/" + probe).toString());
                // The order of the checks is another at every start.
                answers.put(
                        "health " + probe,
                        health.statusLine()
                                + health.jsonPath().getList("checks").stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .toList());
            }
        }
    }
}
