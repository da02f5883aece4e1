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
        "rejected.jpg, REJECT, ''",
        "projected.jpg, APPROVE, ''",
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
                "poll=600",
                "seed=x"
            })
    void aValueThatDoesNotExistIsAMistake(String instruction) {
        // When
        Script script = Script.of(List.of("selfie-" + instruction + ".jpg"));
        // Then
        assertThat(script.mistakes()).containsExactly(instruction);
    }

    @Test
    void aHeaderSaysTheSameInPairs() {
        // When
        Script script = Script.ofHeader(
                "outcome=review; code=FAKE_ID;code=AGE_UNDER_18 ; delay=2s; pending=202; fault=slow; poll=500x2");
        // Then
        assertThat(script)
                .isEqualTo(Script.of(
                        List.of("review-FAKE_ID-AGE_UNDER_18-delay=2s-pending=202-fault=slow-poll=500x2.jpg")));
        assertThat(script.mistakes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| not every part between the ; is key=value",
                "outcome| not every part between the ; is key=value",
                "outcome = review| not every part between the ; is key=value",
                "outcome=review;| not every part between the ; is key=value",
                "outcome=review, delay=1s| not every part between the ; is key=value",
                "outcome=failed| outcome is approved, review or rejected",
                "code=fake| code is in CAPITALS_WITH_UNDERSCORES",
                "delay=1| delay is a number with ms or s",
                "delay=1s; delay=1s| delay stands there twice",
                "pending=500| pending is 404, 202 or 200",
                "seed=7x| seed is a number of up to 18 digits",
                "seed=1234567890123456789| seed is a number of up to 18 digits",
                "speed=7| speed is not known",
                "code=FAKE_ID; outcome=approved| a code does not go with the outcome approved",
                "fault=200| fault is a status from 300 to 599, html",
                "fault=never| fault is a status from 300 to 599, html",
                "poll=early| poll is a status from 300 to 599, html",
            })
    void whateverAHeaderSaysThatIsNotKnownIsAMistakeThatNamesIt(String header, String mistake) {
        // When
        Script script = Script.ofHeader(header);
        // Then
        assertThat(script.mistakes()).singleElement().asString().startsWith(mistake);
    }

    @Test
    void whatIsSaidInWordsIsNotDrawnAndChangesNothingElseThatIs() {
        // Given
        Script drawn = Script.ofHeader("seed=4711");
        // When
        Script said = Script.ofHeader("seed=4711; outcome=rejected; delay=1s");
        // Then
        assertThat(said.outcome()).isEqualTo(Outcome.REJECT);
        assertThat(said.delay(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(1));
        assertThat(said.chance()).isEqualTo(drawn.chance());
    }
}
