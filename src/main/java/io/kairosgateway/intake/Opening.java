package io.kairosgateway.intake;

/** What comes of a Content-Type: a check of the body that it announces, or a refusal. */
sealed interface Opening permits BodyCheck, Refusal {}
