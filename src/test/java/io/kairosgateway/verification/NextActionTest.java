package io.kairosgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextActionTest {

    private static NextAction afterRejection(String... codes) {
        List<Reason> reasons = Arrays.stream(codes)
                .map(code -> new Reason(code, "reject", 1.0, null))
                .toList();
        return NextAction.after(
                new State.Decided(new Decision(Verdict.REJECTED, reasons, Scores.NONE, "{}"), Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "DOCUMENT_EXPIRED, use_other_document",
        "FAKE_ID, use_other_document",
        "FAILED_FACE_MATCH, retake_selfie",
        "SELFIE_MULTIPLE_FACES, retake_selfie",
        "LIVENESS_BELOW_THRESHOLD, retake_selfie",
        "UNRECOGNIZED_DOCUMENT, retake_document",
        "IMAGE_TOO_BLURRY, retake_document",
        "SOMETHING_NEW, contact_support"
    })
    void aRejectionSaysWhatMayHelp(String code, String action) {
        assertThat(afterRejection(code).label()).isEqualTo(action);
    }

    @Test
    void whatNoOtherPhotoCanMendComesFirst() {
        assertThat(afterRejection("FAILED_FACE_MATCH", "DOCUMENT_EXPIRED")).isEqualTo(NextAction.USE_OTHER_DOCUMENT);
        assertThat(afterRejection("SOMETHING_NEW", "FAILED_FACE_MATCH")).isEqualTo(NextAction.RETAKE_SELFIE);
    }

    @Test
    void aRejectionWithoutAReasonIsForSupport() {
        assertThat(afterRejection()).isEqualTo(NextAction.CONTACT_SUPPORT);
        assertThat(afterRejection((String) null)).isEqualTo(NextAction.CONTACT_SUPPORT);
    }

    @Test
    void theOtherStatesHaveTheirs() {
        assertThat(NextAction.after(new State.Processing())).isEqualTo(NextAction.WAIT);
        assertThat(NextAction.after(new State.TimedOut(Instant.EPOCH))).isEqualTo(NextAction.WAIT);
        assertThat(NextAction.after(new State.Failed(Instant.EPOCH, null))).isEqualTo(NextAction.SUBMIT_AGAIN);
    }
}
