package io.kairosgateway.intake;

/** What comes of a request's Content-Type: the boundary that it announces, or a refusal. */
sealed interface Announced permits Boundary, Refusal {}
