package io.kairosgateway.intake;

import static io.kairosgateway.intake.KnownPart.DOCUMENT;
import static io.kairosgateway.intake.KnownPart.DOCUMENT_BACK;
import static io.kairosgateway.intake.KnownPart.IMAGE;
import static io.kairosgateway.intake.KnownPart.IMAGE_MULTIFACE;
import static io.kairosgateway.intake.KnownPart.PROFILE;
import static io.kairosgateway.intake.KnownPart.SELFIE;
import static io.kairosgateway.intake.KnownPart.THRESHOLD;

import io.kairosgateway.verification.Kind;
import java.util.List;
import java.util.stream.Stream;

/** Which parts a kind of verification has. Each comes once at most, so no upload has more than four. */
record KindParts(List<KnownPart> required, List<KnownPart> optional) {

    static KindParts of(Kind kind) {
        return switch (kind) {
            case FULL_ID -> new KindParts(List.of(SELFIE, DOCUMENT), List.of(DOCUMENT_BACK, PROFILE));
            case DOCUMENT -> new KindParts(List.of(DOCUMENT), List.of(DOCUMENT_BACK));
            case BIOMETRIC -> new KindParts(List.of(SELFIE, IMAGE), List.of(IMAGE_MULTIFACE));
            case LIVENESS -> new KindParts(List.of(SELFIE), List.of(THRESHOLD));
        };
    }

    /** The same with {@code profile} required where there is one. */
    KindParts withProfile() {
        if (!optional.contains(PROFILE)) {
            return this;
        }
        return new KindParts(
                Stream.concat(required.stream(), Stream.of(PROFILE)).toList(),
                optional.stream().filter(part -> part != PROFILE).toList());
    }

    List<KnownPart> all() {
        return Stream.concat(required.stream(), optional.stream()).toList();
    }

    boolean has(KnownPart part) {
        return required.contains(part) || optional.contains(part);
    }
}
