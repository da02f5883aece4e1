package io.kairosgateway.verification;

import java.util.Locale;
import java.util.Set;

/** What the person in front of the camera, or the app on their behalf, should do next. */
public enum NextAction {
    WAIT,
    PROCEED,
    AWAIT_REVIEW,
    USE_OTHER_DOCUMENT,
    RETAKE_DOCUMENT,
    RETAKE_SELFIE,
    SUBMIT_AGAIN,
    CONTACT_SUPPORT;

    /** Codes that another photo of the same document cannot mend. */
    private static final Set<String> OTHER_DOCUMENT = Set.of("DOCUMENT_EXPIRED", "FAKE_ID");

    public static NextAction after(State state) {
        if (state instanceof State.Decided decided) {
            return after(decided.decision());
        }
        if (state instanceof State.Failed) {
            return SUBMIT_AGAIN;
        }
        return WAIT;
    }

    private static NextAction after(Decision decision) {
        return switch (decision.verdict()) {
            case APPROVED -> PROCEED;
            case REVIEW -> AWAIT_REVIEW;
            case REJECTED ->
                decision.reasons().stream()
                        .filter(reason -> "reject".equalsIgnoreCase(reason.decision()))
                        .map(NextAction::remedy)
                        .min(NextAction::compareTo)
                        .orElse(CONTACT_SUPPORT);
        };
    }

    /** The list of Kairos' codes is open, so beyond the known ones only what the name says plainly is used. */
    private static NextAction remedy(Reason reason) {
        String code = reason.code() == null ? "" : reason.code().toUpperCase(Locale.ROOT);
        if (OTHER_DOCUMENT.contains(code)) {
            return USE_OTHER_DOCUMENT;
        }
        if (code.contains("SELFIE") || code.contains("FACE") || code.contains("LIVENESS")) {
            return RETAKE_SELFIE;
        }
        return code.contains("DOCUMENT") || code.startsWith("IMAGE_") ? RETAKE_DOCUMENT : CONTACT_SUPPORT;
    }

    /** The word in JSON, such as {@code use_other_document}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
