package io.kairosgateway.verification;

import java.util.Locale;

/** The six words for where a verification stands. */
public enum Status {
    PROCESSING,
    APPROVED,
    REVIEW,
    REJECTED,
    /** Kairos has ended it, or answered it, in a way that holds no decision. */
    FAILED,
    /** No decision came within the budget; one that comes later still replaces this. */
    TIMED_OUT;

    /** The word in JSON, such as {@code timed_out}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean terminal() {
        return this != PROCESSING;
    }

    /** Whether a later decision of Kairos may still replace this status. */
    public boolean open() {
        return this == PROCESSING || this == TIMED_OUT;
    }
}
