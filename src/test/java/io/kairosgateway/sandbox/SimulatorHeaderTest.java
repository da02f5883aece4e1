package io.kairosgateway.sandbox;

import static io.kairosgateway.sandbox.Stand.multipart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SimulatorHeaderTest {

    private final Stand stand = Stand.start();

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    private HttpResponse<String> post(String header, String fileName) throws Exception {
        return stand.send(stand.upload("/v0.1/liveness-verification", multipart("selfie=" + fileName))
                .header("X-Sandbox", header));
    }

    @Test
    void whereThereIsAHeaderTheFileNamesSayNothing() throws Exception {
        // When
        HttpResponse<String> answer = post("outcome=approved", "selfie-reject-fault=500.jpg");
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getJsonObject("response_data").getDouble("faces_liveness"))
                .isEqualTo(0.98);
    }

    @Test
    void whatIsWrongWithAHeaderIsSaid() throws Exception {
        // When
        HttpResponse<String> answer = post("outcome=perhaps", "selfie.jpg");
        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("outcome is approved, review or rejected");
    }

    @Test
    void twoHeadersAreNotTakenForOne() throws Exception {
        // When
        HttpResponse<String> answer =
                stand.send(stand.upload("/v0.1/document-verification", multipart("document=d.jpg"))
                        .header("X-Sandbox", "seed=1")
                        .header("X-Sandbox", "delay=1s"));
        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void theSameSeedGivesTheSameResultUnderAnotherId() throws Exception {
        // When
        JsonObject first = new JsonObject(post("seed=7", "one.jpg").body());
        JsonObject second = new JsonObject(post("seed=7", "two.jpg").body());
        JsonObject other = new JsonObject(post("seed=8", "one.jpg").body());
        // Then
        assertThat(second.getJsonObject("response_data")).isEqualTo(first.getJsonObject("response_data"));
        assertThat(second.getString("api_req_uid")).isNotEqualTo(first.getString("api_req_uid"));
        assertThat(other.getJsonObject("response_data")).isNotEqualTo(first.getJsonObject("response_data"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void theHeaderOfAGetSpoilsThatOneAlone(int status) throws Exception {
        // Given
        String uuid = stand.document("document-delay=0ms.jpg");
        // When
        HttpResponse<String> spoiled =
                stand.send(stand.request(Stand.path("document", uuid)).header("X-Sandbox", "fault=" + status));
        HttpResponse<String> next = stand.get("document", uuid);
        // Then
        assertThat(spoiled.statusCode()).isEqualTo(status);
        assertThat(next.statusCode()).isEqualTo(200);
    }

    @Test
    void theHeaderOfAGetCanHangUpOrKeepTheDecisionBackOrSpoilIt() throws Exception {
        // Given
        String path = Stand.path("document", stand.document("document-delay=0ms.jpg"));
        // When
        HttpResponse<String> never = stand.send(stand.request(path).header("X-Sandbox", "fault=never"));
        HttpResponse<String> malformed = stand.send(stand.request(path).header("X-Sandbox", "fault=malformed"));
        HttpResponse<String> slow = stand.send(stand.request(path).header("X-Sandbox", "fault=slow"));
        // Then
        assertThat(never.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(malformed.body())
                        .getJsonObject("response_data")
                        .getValue("decision"))
                .isInstanceOf(String.class);
        assertThat(slow.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> stand.send(stand.request(path).header("X-Sandbox", "fault=reset")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stand.send(
                        stand.request(path).header("X-Sandbox", "fault=hang").timeout(Duration.ofMillis(500))))
                .isInstanceOf(java.net.http.HttpTimeoutException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault=early", "fault=500x2", "outcome=approved", "fault=", ""})
    void whatAGetCannotMeetIsRefused(String header) throws Exception {
        // Given
        String path = Stand.path("document", stand.document("document-delay=0ms.jpg"));
        // When
        HttpResponse<String> answer = stand.send(stand.request(path).header("X-Sandbox", header));
        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
    }
}
