package io.kairosgateway.access;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;

/** What a client token opens; its scope. */
public sealed interface Grant {

    /** One upload of one kind, and after it the verification that came of it. */
    record Submit(Kind kind) implements Grant {}

    /** One verification, to read. */
    record Watch(VerificationId id) implements Grant {}
}
