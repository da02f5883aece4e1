package io.kairosgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepresentationTest {

    private static final Instant SUBMITTED = Instant.parse("2026-11-23T10:00:00.123456Z");
    private static final String RESULT = "{ \"b\" : 1.50,\n\t\"a\":\"\\u00e9é\", \"b\":2 }";

    private static Verification with(State state) {
        return new Verification(new VerificationId("id-1"), "default", Kind.FULL_ID, "v0.1", SUBMITTED, state);
    }

    private static Verification rejected() {
        Reason reason = new Reason("FAKE_ID", "reject", 0.995, "He said \"no\"");
        Decision decision = new Decision(Verdict.REJECTED, List.of(reason), new Scores(4.0, 0.5, null), RESULT);
        return with(new State.Decided(decision, SUBMITTED.plusSeconds(5)));
    }

    @Test
    void kairosBodyStandsInItByteForByte() {
        assertThat(Representation.of(rejected(), View.FULL)).contains("\"result\":" + RESULT + ",\"links\"");
    }

    @Test
    void everyFieldOfTheContractIsThere() throws Exception {
        // When
        JsonNode json = new ObjectMapper().readTree(Representation.of(rejected(), View.FULL));

        // Then
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "kind",
                        "status",
                        "submitted_at",
                        "decided_at",
                        "reasons",
                        "scores",
                        "next_action",
                        "result",
                        "links");
        assertThat(json.get("submitted_at").asText()).isEqualTo("2026-11-23T10:00:00.123Z");
        assertThat(json.get("scores")).hasToString("{\"reject\":4,\"review\":0.5,\"warning\":null}");
        assertThat(json.get("reasons").get(0).get("confidence").asDouble()).isEqualTo(0.995);
        assertThat(json.get("reasons").get(0).get("description").asText()).isEqualTo("He said \"no\"");
        assertThat(json.get("links").get("events").asText()).isEqualTo("/v1/verifications/id-1/events");
    }

    @Test
    void theMinimalViewHoldsNothingPersonal() throws Exception {
        // When
        JsonNode json = new ObjectMapper().readTree(Representation.of(rejected(), View.MINIMAL));

        // Then
        assertThat(json.has("result")).isFalse();
        assertThat(json.has("scores")).isFalse();
        assertThat(json.get("reasons")).hasToString("[{\"code\":\"FAKE_ID\"}]");
        assertThat(json.get("status").asText()).isEqualTo("rejected");
        assertThat(json.get("next_action").asText()).isEqualTo("use_other_document");
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void whatHasNoDecisionIsValidToo(View view) throws Exception {
        for (State state : List.of(
                new State.Processing(),
                new State.TimedOut(SUBMITTED),
                new State.Failed(SUBMITTED, null),
                new State.Failed(SUBMITTED, RESULT))) {
            JsonNode json = new ObjectMapper().readTree(Representation.of(with(state), view));
            assertThat(json.get("status").asText()).isEqualTo(state.status().label());
        }
    }
}
