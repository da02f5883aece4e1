package io.kairosgateway.intake;

/**
 * What the header block of a part says; its type decides nothing.
 *
 * @param octets whether it is typed {@code application/octet-stream}, which some programs take for a file without a file name
 * @param contentLength what the part itself says of its size, -1 when nothing
 */
record PartHead(String name, FileName fileName, boolean octets, long contentLength) implements Head {

    /** An empty one is how a form says that no file was chosen. */
    enum FileName {
        ABSENT,
        EMPTY,
        PRESENT
    }
}
