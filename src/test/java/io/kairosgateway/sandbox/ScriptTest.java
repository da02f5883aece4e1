package io.kairosgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

    @ParameterizedTest
    @CsvSource({
        "selfie.jpg, APPROVE, ''",
        "selfie-approve.jpg, APPROVE, ''",
        "Selfie_REVIEW.JPG, REVIEW, ''",
        "selfie reject.jpg, REJECT, ''",
        "rejected.jpg, APPROVE, ''",
        "selfie_FAKE_ID.jpg, REJECT, FAKE_ID",
        "FAKE_ID+DOCUMENT_EXPIRED.png, REJECT, FAKE_ID DOCUMENT_EXPIRED",
        "review-FAILED_FACE_MATCH.jpg, REVIEW, FAILED_FACE_MATCH",
        "approve-FAKE_ID.jpg, REJECT, FAKE_ID",
        "AGE_UNDER_18.jpg, REJECT, AGE_UNDER_18",
        "IMG_2034.JPG, APPROVE, ''",
        "IMG_E2034.HEIC, APPROVE, ''",
        "PXL_20240101_101010.jpg, APPROVE, ''",
    })
    void anOutcomeAndCodesAreReadFromAName(String fileName, Outcome outcome, String codes) {
        // When
        Script script = Script.of(List.of(fileName));
        // Then
        assertThat(script.outcome()).isEqualTo(outcome);
        assertThat(String.join(" ", script.codes())).isEqualTo(codes);
        assertThat(script.mistakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a-delay=300ms.jpg, 300", "a_delay=2s_b.jpg, 2000", "a-delay 2s.jpg, 2000", "'a,DELAY=0ms.jpg', 0"})
    void aDelayIsRead(String fileName, long millis) {
        // When
        Script script = Script.of(List.of(fileName));
        // Then
        assertThat(script.delay()).contains(Duration.ofMillis(millis));
    }

    @Test
    void theNamesOfAllFilesCountAndTheWorstOutcomeWins() {
        // When
        Script script = Script.of(List.of("reject-pending=202.jpg", "review-poll=500x2.jpg", "approve-fault=slow.jpg"));
        // Then
        assertThat(script.outcome()).isEqualTo(Outcome.REJECT);
        assertThat(script.pendingStatus()).isEqualTo(202);
        assertThat(script.pollFault()).contains(new Fault(Fault.Mode.STATUS, 500, 2));
        assertThat(script.postFault()).contains(new Fault(Fault.Mode.SLOW, 0, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay=soon",
                "delay=1",
                "pending=500",
                "fault=200",
                "fault=never",
                "fault=500x2",
                "fault=",
                "poll=early",
                "poll=status",
                "poll=600"
            })
    void aValueThatDoesNotExistIsAMistake(String instruction) {
        // When
        Script script = Script.of(List.of("selfie-" + instruction + ".jpg"));
        // Then
        assertThat(script.mistakes()).containsExactly(instruction);
    }
}
