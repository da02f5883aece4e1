package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;

/** Where things are in Redis. All keys share one hash tag, so that in a Redis Cluster every script finds all of its keys on one node. */
final class RedisKeys {

    static final String DUE = "{kairos-gateway}:due";
    static final String CHANGES = "{kairos-gateway}:changes";
    static final String VERIFICATION = "{kairos-gateway}:verification:";

    private RedisKeys() {}

    static String verification(VerificationId id) {
        return VERIFICATION + id.value();
    }

    static String window(String name) {
        return "{kairos-gateway}:window:" + name;
    }

    static String hold(String name) {
        return "{kairos-gateway}:hold:" + name;
    }

    /** Holds the tenant only: nothing personal may live as long as it does. */
    static String owner(VerificationId id) {
        return "{kairos-gateway}:owner:" + id.value();
    }
}
