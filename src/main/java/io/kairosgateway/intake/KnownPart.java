package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The parts that Kairos knows, by the names of its API. */
enum KnownPart {
    SELFIE("selfie", true),
    DOCUMENT("document", true),
    DOCUMENT_BACK("document_back", true),
    IMAGE("image", true),
    PROFILE("profile", false),
    THRESHOLD("threshold", false),
    IMAGE_MULTIFACE("image_multiface", false);

    /** Readers of numbers differ on {@code .6}, {@code 1.}, {@code 6e-1} and blanks; this form they all read alike. */
    static final Pattern ZERO_TO_ONE = Pattern.compile("0(\\.[0-9]{1,14})?|1(\\.0{1,14})?");

    private final String label;
    private final boolean file;

    KnownPart(String label, boolean file) {
        this.label = label;
        this.file = file;
    }

    /** The name in the body, such as {@code document_back}. */
    String label() {
        return label;
    }

    boolean file() {
        return file;
    }

    static Optional<KnownPart> named(String name) {
        return Arrays.stream(values()).filter(part -> part.label.equals(name)).findFirst();
    }

    /** The types that this file may have; none for a text. */
    Set<FileType> types(PartLimits limits) {
        return switch (this) {
            case DOCUMENT, DOCUMENT_BACK -> limits.documents();
            case SELFIE, IMAGE -> limits.faces();
            case PROFILE, THRESHOLD, IMAGE_MULTIFACE -> Set.of();
        };
    }

    /** The values that this text may have, where they can be counted. */
    List<String> values(PartLimits limits) {
        return switch (this) {
            case PROFILE -> limits.profiles().stream().sorted().toList();
            case IMAGE_MULTIFACE -> List.of("true", "false");
            case THRESHOLD, SELFIE, DOCUMENT, DOCUMENT_BACK, IMAGE -> List.of();
        };
    }

    boolean accepts(String value, PartLimits limits) {
        return switch (this) {
            case THRESHOLD -> ZERO_TO_ONE.matcher(value).matches();
            case PROFILE, IMAGE_MULTIFACE -> values(limits).contains(value);
            case SELFIE, DOCUMENT, DOCUMENT_BACK, IMAGE -> false;
        };
    }

    /** What its value has to be, as the end of a sentence. */
    String expectation(PartLimits limits) {
        return switch (this) {
            case PROFILE ->
                limits.profileNeeded()
                        ? "must be the profile that is set for your tenant"
                        : "must be the name of a known profile";
            case THRESHOLD -> "must be a decimal number from 0 to 1, such as 0.6";
            case IMAGE_MULTIFACE -> "must be true or false";
            case SELFIE, DOCUMENT, DOCUMENT_BACK, IMAGE -> "must be a file";
        };
    }
}
