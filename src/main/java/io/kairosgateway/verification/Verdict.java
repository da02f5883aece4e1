package io.kairosgateway.verification;

/** What a decision comes to. */
public enum Verdict {
    APPROVED(Status.APPROVED),
    REVIEW(Status.REVIEW),
    REJECTED(Status.REJECTED);

    private final Status status;

    Verdict(Status status) {
        this.status = status;
    }

    public Status status() {
        return status;
    }
}
