package io.kairosgateway.sandbox;

import static io.kairosgateway.sandbox.Stand.multipart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SimulatorFaultsTest {

    private final Stand stand = new Stand(options -> options.withSlowRate(400_000));

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void aStatusIsAnsweredToThePost(int status) throws Exception {
        // When
        HttpResponse<String> answer = stand.post("document", "document=d-fault=" + status + ".jpg");
        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void successCanBeHtmlOrNothingOrCutJsonOrOfWrongTypes() throws Exception {
        // When
        HttpResponse<String> html = stand.post("document", "document=d-fault=html.jpg");
        HttpResponse<String> empty = stand.post("document", "document=d-fault=empty.jpg");
        HttpResponse<String> garbage = stand.post("document", "document=d-fault=garbage.jpg");
        HttpResponse<String> malformed = stand.post("document", "document=d-fault=malformed.jpg");
        HttpResponse<String> decision = stand.post("biometric", "selfie=s-fault=malformed.jpg", "image=i.jpg");
        HttpResponse<String> liveness = stand.post("liveness", "selfie=s-fault=malformed.jpg");
        // Then
        assertThat(List.of(html.statusCode(), empty.statusCode(), garbage.statusCode(), malformed.statusCode()))
                .containsExactly(200, 200, 200, 201);
        assertThat(html.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(empty.body()).isEmpty();
        assertThatThrownBy(() -> new JsonObject(garbage.body())).hasMessageContaining("decode");
        assertThat(new JsonObject(malformed.body()).getValue("api_req_uuid")).isInstanceOf(Number.class);
        assertThat(data(decision).getValue("decision")).isInstanceOf(String.class);
        assertThat(data(liveness).getValue("faces_liveness")).isInstanceOf(String.class);
    }

    @Test
    void hangReadsEverythingAndNeverAnswers() {
        // Given
        HttpRequest.Builder post = stand.upload("/v0.1/document-verification", multipart("document=d-fault=hang.jpg"))
                .timeout(Duration.ofMillis(500));
        // When
        assertThatThrownBy(() -> stand.send(post)).isInstanceOf(HttpTimeoutException.class);
        // Then
        JsonObject recorded = stand.requests("method=POST").getJsonObject(0);
        assertThat(recorded.getString("ended")).isEqualTo("COMPLETE");
        assertThat(recorded.getInteger("status")).isNull();
    }

    @Test
    void earlyAnswersWhileTheBodyIsStillComing() throws Exception {
        // Given
        String body = new String(multipart("document=d-fault=early.jpg"));
        int half = body.length() / 2;
        try (Socket socket = stand.open("/v0.1/document-verification", "Content-Length: " + body.length() + "\r\n")) {
            // When
            Stand.write(socket, body.substring(0, half));
            String answer = Stand.statusLine(socket);
            String endedMeanwhile = ended();
            Stand.write(socket, body.substring(half));
            // Then
            assertThat(answer).startsWith("HTTP/1.1 401");
            assertThat(endedMeanwhile).isEqualTo("OPEN");
            await("COMPLETE");
        }
    }

    @Test
    void aClientThatLeavesAfterAnEarlyAnswerIsRecordedAsReset() throws Exception {
        // Given
        Socket socket = stand.open("/v0.1/document-verification", "Content-Length: 5000\r\n");
        Stand.write(socket, new String(multipart("document=d-fault=early.jpg")).substring(0, 300));
        Stand.statusLine(socket);
        // When
        socket.close();
        // Then
        await("RESET");
    }

    @Test
    void resetClosesTheConnectionInTheMiddleOfTheBody() {
        // Given
        byte[] body = multipart(2_000_000, "document=d-fault=reset.jpg");
        // When
        assertThatThrownBy(() -> stand.send(stand.upload("/v0.1/document-verification", body)))
                .isInstanceOf(IOException.class);
        // Then
        await("RESET");
        JsonObject recorded = stand.requests("method=POST").getJsonObject(0);
        assertThat(recorded.getLong("bytes")).isBetween(body.length / 2L, body.length - 1L);
        assertThat(recorded.getString("uuid")).isNull();
    }

    @Test
    void slowReadsNoFasterThanItsRate() throws Exception {
        // Given
        byte[] body = multipart(300_000, "document=d-fault=slow.jpg");
        // When
        int status =
                stand.send(stand.upload("/v0.1/document-verification", body)).statusCode();
        // Then
        assertThat(status).isEqualTo(201);
        JsonObject recorded = stand.requests("method=POST").getJsonObject(0);
        JsonArray arrivals = recorded.getJsonArray("arrivals");
        JsonObject last = arrivals.getJsonObject(arrivals.size() - 1);
        long before = arrivals.getJsonObject(arrivals.size() - 2).getLong("bytes");
        assertThat(last.getLong("bytes")).isEqualTo(body.length);
        assertThat(last.getDouble("millis")).isGreaterThan(before * 1000.0 / 400_000 * 0.9);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500})
    void aStatusIsAnsweredToEveryGet(int status) throws Exception {
        // Given
        String uuid = stand.document("d-delay=0ms-poll=" + status + ".jpg");
        // When
        int first = stand.get("document", uuid).statusCode();
        int second = stand.get("document", uuid).statusCode();
        // Then
        assertThat(List.of(first, second)).containsOnly(status);
    }

    @Test
    void aCountLimitsTheFaultToTheFirstGets() throws Exception {
        // Given
        String uuid = stand.document("d-delay=0ms-poll=500x2.jpg");
        // When
        int first = stand.get("document", uuid).statusCode();
        int second = stand.get("document", uuid).statusCode();
        int third = stand.get("document", uuid).statusCode();
        // Then
        assertThat(List.of(first, second, third)).containsExactly(500, 500, 200);
    }

    @Test
    void resultsCanBeHtmlOrCutJsonOrOfWrongTypesOrNeverCome() throws Exception {
        // When
        HttpResponse<String> html = stand.get("document", stand.document("d-delay=0ms-poll=html.jpg"));
        HttpResponse<String> garbage = stand.get("document", stand.document("d-delay=0ms-poll=garbage.jpg"));
        HttpResponse<String> malformed = stand.get("document", stand.document("d-delay=0ms-poll=malformed.jpg"));
        HttpResponse<String> never = stand.get("document", stand.document("d-delay=0ms-poll=never-pending=202.jpg"));
        HttpResponse<String> slow = stand.get("document", stand.document("d-delay=0ms-poll=slow.jpg"));
        // Then
        assertThat(html.body()).startsWith("<!doctype html>");
        assertThatThrownBy(() -> new JsonObject(garbage.body())).hasMessageContaining("decode");
        assertThat(data(malformed).getValue("decision")).isInstanceOf(String.class);
        assertThat(never.statusCode()).isEqualTo(202);
        assertThat(slow.statusCode()).isEqualTo(200);
    }

    @Test
    void aGetCanHangOnceOrLoseItsConnection() throws Exception {
        // Given
        String hanging = stand.document("d-delay=0ms-poll=hangx1.jpg");
        String broken = stand.document("d-delay=0ms-poll=reset.jpg");
        HttpRequest.Builder get = stand.request(Stand.path("document", hanging)).timeout(Duration.ofMillis(500));
        // When
        assertThatThrownBy(() -> stand.send(get)).isInstanceOf(HttpTimeoutException.class);
        int second = stand.get("document", hanging).statusCode();
        // Then
        assertThat(second).isEqualTo(200);
        assertThatThrownBy(() -> stand.get("document", broken))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
    }

    private static JsonObject data(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getJsonObject("response_data");
    }

    private String ended() {
        return stand.requests("method=POST").getJsonObject(0).getString("ended");
    }

    private void await(String end) {
        Awaitility.await().untilAsserted(() -> assertThat(ended()).isEqualTo(end));
    }
}
