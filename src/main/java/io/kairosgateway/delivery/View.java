package io.kairosgateway.delivery;

import io.kairosgateway.access.Admission.Admitted;
import io.kairosgateway.access.Caller;

/** How much of a verification a caller sees. */
enum View {
    /** Everything: for the tenant's backend only. */
    FULL,
    /** What a page or an app needs to go on, and nothing of what Kairos read off a document: for client tokens. */
    MINIMAL;

    static View of(Caller caller) {
        return ofBackend(caller.backend());
    }

    static View of(Admitted who) {
        return ofBackend(who.backend());
    }

    private static View ofBackend(boolean backend) {
        return backend ? FULL : MINIMAL;
    }
}
