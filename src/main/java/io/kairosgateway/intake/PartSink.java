package io.kairosgateway.intake;

/** Takes what a scanner finds, in order; each method returns the refusal that follows from it, or null. */
interface PartSink {

    Refusal begin(PartHead head);

    /** More of the content of the part; the range is valid during the call only. */
    Refusal content(byte[] bytes, int from, int to);

    Refusal end();
}
