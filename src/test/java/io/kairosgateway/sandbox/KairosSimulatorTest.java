package io.kairosgateway.sandbox;

import static io.kairosgateway.sandbox.Stand.multipart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KairosSimulatorTest {

    private final Stand stand = Stand.start();

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    private JsonObject decided(String kind, String uuid) {
        return await().until(
                        () -> stand.get(kind, uuid),
                        answer -> answer.statusCode() == 200
                                && new JsonObject(answer.body())
                                                .getJsonObject("response_data")
                                                .size()
                                        > 0)
                .body()
                .transform(JsonObject::new);
    }

    @ParameterizedTest
    @CsvSource({"full-id, v0.1", "full-id, v0.2", "document, v0.1", "document, v0.2"})
    void anAsynchronousKindAnswersWithAUuidAndLaterWithTheResult(String kind, String version) throws Exception {
        // Given
        byte[] body = multipart("selfie=s.jpg", "document=d.jpg", "document_back=b.jpg", "profile:strict-v0");
        // When
        HttpResponse<String> answer = stand.send(stand.upload("/" + version + "/" + kind + "-verification", body));
        // Then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("X-Request-ID")).isPresent();
        String uuid = new JsonObject(answer.body()).getString("api_req_uuid");
        JsonObject result = decided(kind, uuid);
        assertThat(result.getString("api_req_uid")).isEqualTo(uuid);
        assertThat(result.getString("requested_at")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        assertThat(result.getInteger("response_code")).isZero();
        JsonObject data = result.getJsonObject("response_data");
        assertThat(data.containsKey("biometric")).isEqualTo(kind.equals("full-id"));
        assertThat(data.getJsonObject("decision").getJsonArray("details")).isEmpty();
        assertThat(data.getJsonObject("document").getJsonObject("data").getString("full_name"))
                .isEqualTo("Ada Specimen");
    }

    @ParameterizedTest
    @CsvSource({"404, -pending=404", "404, ''", "202, -pending=202", "200, -pending=200"})
    void pendingHasThreeFaces(int status, String instruction) throws Exception {
        // Given
        String uuid = stand.document("front-delay=9999s" + instruction + ".jpg");
        // When
        HttpResponse<String> answer = stand.get("document", uuid);
        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("decision");
    }

    @Test
    void aCodeInTheNameBecomesTheReason() throws Exception {
        // Given
        String uuid = stand.document("front-DOCUMENT_EXPIRED-FAKE_ID.jpg");
        // When
        JsonObject data = decided("document", uuid).getJsonObject("response_data");
        // Then
        JsonObject decision = data.getJsonObject("decision");
        assertThat(decision.getJsonArray("details").getJsonObject(0).getString("code"))
                .isEqualTo("DOCUMENT_EXPIRED");
        assertThat(decision.getJsonArray("details").getJsonObject(1).getString("decision"))
                .isEqualTo("reject");
        assertThat(decision.getInteger("reject_score")).isEqualTo(2);
        assertThat(data.getJsonObject("document").getJsonObject("data").getInteger("days_to_expiry"))
                .isNegative();
    }

    @Test
    void reviewHasAReviewScore() throws Exception {
        // When
        HttpResponse<String> answer = stand.post("biometric", "selfie=s-review.jpg", "image=i.jpg");
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject data = new JsonObject(answer.body()).getJsonObject("response_data");
        assertThat(data.getJsonObject("decision").getInteger("review_score")).isEqualTo(1);
        assertThat(data.getJsonObject("decision").getInteger("reject_score")).isZero();
        assertThat(data.getJsonObject("biometric").getDouble("face_match_confidence"))
                .isEqualTo(0.4803);
        assertThat(data.getJsonObject("biometric").containsKey("image")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"s.jpg, 0.98", "s-review.jpg, 0.45", "s-reject.jpg, 0.02"})
    void livenessAnswersWithAScoreAndNoDecision(String fileName, double score) throws Exception {
        // When
        HttpResponse<String> answer = stand.post("liveness", "selfie=" + fileName, "threshold:0.6");
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject data = new JsonObject(answer.body()).getJsonObject("response_data");
        assertThat(data.getDouble("faces_liveness")).isEqualTo(score);
        assertThat(data.containsKey("decision")).isFalse();
    }

    @Test
    void theResultOfASynchronousKindCanBeReadAgain() throws Exception {
        // Given
        HttpResponse<String> answer = stand.post("liveness", "selfie=s-delay=20ms.jpg");
        String uuid = new JsonObject(answer.body()).getString("api_req_uid");
        // When
        HttpResponse<String> again = stand.get("liveness", uuid);
        // Then
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-id", "document", "biometric", "liveness"})
    void aMissingPartIsRefused(String kind) throws Exception {
        // When
        HttpResponse<String> answer = stand.post(kind, "other=o.jpg", "selfie:not-a-file", "document:not-a-file");
        // Then
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(answer.body()).getString("message")).contains("required");
    }

    @Test
    void wrongCredentialsAreRefusedOnPostAndGet() throws Exception {
        // Given
        String uuid = stand.document("front.jpg");
        HttpRequest.Builder post = stand.upload("/v0.1/liveness-verification", multipart("selfie=s.jpg"))
                .setHeader("app_key", "wrong");
        HttpRequest.Builder get = stand.request(Stand.path("document", uuid)).setHeader("app_id", "wrong");
        // When
        int posted = stand.send(post).statusCode();
        int got = stand.send(get).statusCode();
        // Then
        assertThat(posted).isEqualTo(401);
        assertThat(got).isEqualTo(401);
    }

    @Test
    void credentialsMayBeSpelledWithHyphens() throws Exception {
        // Given
        String path = "http://localhost:" + stand.simulator().port() + Stand.path("document", stand.document("d.jpg"));
        HttpRequest.Builder get = HttpRequest.newBuilder(URI.create(path))
                .header("app-id", "sandbox-app-id")
                .header("app-key", "sandbox-app-key");
        // When
        int status = stand.send(get).statusCode();
        // Then
        assertThat(status).isNotEqualTo(401);
    }

    @Test
    void anUnknownUuidAnUnknownPathAndAnUnknownInstructionAreToldApart() throws Exception {
        // When
        int uuid = stand.get("document", "no-such-uuid").statusCode();
        int path = stand.send(stand.upload("/v0.3/document-verification", multipart("document=d.jpg")))
                .statusCode();
        HttpResponse<String> instruction = stand.post("document", "document=d-fault=typo.jpg");
        // Then
        assertThat(uuid).isEqualTo(404);
        assertThat(path).isEqualTo(404);
        assertThat(instruction.statusCode()).isEqualTo(400);
        assertThat(instruction.body()).contains("fault=typo");
    }

    @Test
    void aBodyThatIsNotMultipartIsRefused() throws Exception {
        // Given
        HttpRequest.Builder json = stand.request("/v0.1/liveness-verification")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        // When
        int status = stand.send(json).statusCode();
        // Then
        assertThat(status).isEqualTo(400);
    }
}
