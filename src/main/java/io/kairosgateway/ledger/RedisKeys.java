package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;

/** Where things are in Redis. All keys share one hash tag, so that in a Redis Cluster every script finds all of its keys on one node. */
final class RedisKeys {

    static final String DUE = "{kairos-gateway}:due";
    static final String CHANGES = "{kairos-gateway}:changes";
    /** Goes with everything else when Redis is emptied. */
    static final String MARK = "{kairos-gateway}:mark";

    /** By the id of each encryption key. */
    static final String FINGERPRINTS = "{kairos-gateway}:fingerprints";

    /** How far the sweep over all verifications has come. */
    static final String SWEEP = "{kairos-gateway}:sweep";

    static final String VERIFICATION = "{kairos-gateway}:verification:";

    /** Nobody's: written and deleted again to see whether Redis can be written. */
    static final String TRIAL = "{kairos-gateway}:trial";

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

    /** Says that this holder has given back what it may still be about to take. */
    static String left(String holder) {
        return "{kairos-gateway}:left:" + holder;
    }

    /** Holds the tenant only: nothing personal may live as long as it does. */
    static String owner(VerificationId id) {
        return "{kairos-gateway}:owner:" + id.value();
    }
}
