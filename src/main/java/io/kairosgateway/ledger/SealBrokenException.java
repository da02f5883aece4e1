package io.kairosgateway.ledger;

/** A sealed value does not open: its key is not known here, or it is not what was sealed. Says nothing of the content. */
final class SealBrokenException extends RuntimeException {

    SealBrokenException(String reason) {
        super(reason, null, false, false);
    }
}
