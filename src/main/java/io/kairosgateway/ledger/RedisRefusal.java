package io.kairosgateway.ledger;

/** Redis answers, but does not do all that the gateway needs. */
final class RedisRefusal extends RuntimeException {

    /** @param error what Redis says of the first command that it refuses */
    RedisRefusal(String error) {
        super(error, null, false, false);
    }
}
