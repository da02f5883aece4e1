package io.kairosgateway.intake;

/** What comes of the header block of a part. */
sealed interface Head permits PartHead, Refusal {}
