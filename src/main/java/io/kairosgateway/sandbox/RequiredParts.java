package io.kairosgateway.sandbox;

import io.kairosgateway.verification.Kind;
import java.util.List;
import java.util.Optional;

/** The files without which Kairos cannot do its work. */
final class RequiredParts {

    private RequiredParts() {}

    /** The answer to an upload that lacks one, or nothing. Kairos' own status for this is not known. */
    static Optional<Answer> refusal(Kind kind, Recording recording) {
        return of(kind).stream()
                .filter(name -> !recording.hasFile(name))
                .findFirst()
                .map(name -> Answer.error(422, "The part " + name + " is required"));
    }

    private static List<String> of(Kind kind) {
        return switch (kind) {
            case FULL_ID -> List.of("selfie", "document");
            case DOCUMENT -> List.of("document");
            case BIOMETRIC -> List.of("selfie", "image");
            case LIVENESS -> List.of("selfie");
        };
    }
}
