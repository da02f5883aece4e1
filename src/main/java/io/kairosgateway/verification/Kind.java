package io.kairosgateway.verification;

import java.util.Arrays;
import java.util.Optional;

/** What is verified; the names are those of our paths, Kairos' resources append {@code -verification}. */
public enum Kind {
    FULL_ID("full-id", false),
    DOCUMENT("document", false),
    BIOMETRIC("biometric", true),
    LIVENESS("liveness", true);

    private final String label;
    private final boolean synchronous;

    Kind(String label, boolean synchronous) {
        this.label = label;
        this.synchronous = synchronous;
    }

    /** The name in paths and JSON, such as {@code full-id}. */
    public String label() {
        return label;
    }

    /** Kairos' name of the resource, such as {@code full-id-verification}. */
    public String resource() {
        return label + "-verification";
    }

    /** Whether Kairos answers the POST with the result itself. */
    public boolean synchronous() {
        return synchronous;
    }

    public static Optional<Kind> parse(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
