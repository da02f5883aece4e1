package io.kairosgateway.intake;

/**
 * What the header block of a part says.
 *
 * @param file whether it has a file name, which is what makes a part a file for every program
 * @param plainText whether it has no Content-Type or text/plain
 * @param contentLength what the part itself says of its size, -1 when nothing
 */
record PartHead(String name, boolean file, boolean plainText, long contentLength) implements Head {}
