package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.util.Set;

/**
 * What an upload may hold at most, and of what it is made.
 *
 * @param request bytes of the body, delimiters and part headers included
 * @param file bytes of one file part
 * @param text bytes of one text part
 * @param headers bytes of the header block of one part, its empty line included
 * @param minPixels the least width and height of a picture
 * @param maxPixels the greatest width and height of a picture
 * @param faces the types of {@code selfie} and {@code image}
 * @param documents the types of {@code document} and {@code document_back}
 * @param profiles the values of {@code profile}
 * @param profileNeeded whether {@code profile} must be there wherever it may
 * @param emptyParts what becomes of an optional part without content
 */
record PartLimits(
        long request,
        long file,
        int text,
        int headers,
        int minPixels,
        int maxPixels,
        Set<FileType> faces,
        Set<FileType> documents,
        Set<String> profiles,
        boolean profileNeeded,
        EmptyParts emptyParts) {

    PartLimits {
        faces = Set.copyOf(faces);
        documents = Set.copyOf(documents);
        profiles = Set.copyOf(profiles);
    }

    static PartLimits of(GatewaySettings.Intake intake) {
        return new PartLimits(
                intake.maxRequestSize().asLongValue(),
                intake.maxPartSize().asLongValue(),
                Math.toIntExact(intake.maxTextSize().asLongValue()),
                Math.toIntExact(intake.maxPartHeaderSize().asLongValue()),
                intake.minPixels(),
                intake.maxPixels(),
                intake.faceTypes(),
                intake.documentTypes(),
                intake.profiles(),
                false,
                intake.emptyParts());
    }

    /** The same for a tenant that has to use one profile: left out, Kairos would take its own, and nothing can be added to a body that passes. */
    PartLimits pinned(String profile) {
        return new PartLimits(
                request,
                file,
                text,
                headers,
                minPixels,
                maxPixels,
                faces,
                documents,
                Set.of(profile),
                true,
                emptyParts);
    }
}
