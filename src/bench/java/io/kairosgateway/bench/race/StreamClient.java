package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One client of an event stream. It is open at the first line behind the head, and told when the word "decision" has come, in however many pieces. */
final class StreamClient {

    private static final byte[] WORD = "decision".getBytes(StandardCharsets.US_ASCII);
    private static final int END_OF_HEAD = 2;
    private static final String ACCEPTED = "HTTP/1.1 200";

    private final String id;
    private final ByteBuffer request;
    private final StringBuilder status = new StringBuilder();
    private int matched;
    private int lineBreaks;
    private boolean open;
    private volatile long toldAt;

    StreamClient(String id, String request) {
        this.id = id;
        this.request = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    }

    String id() {
        return id;
    }

    ByteBuffer request() {
        return request;
    }

    boolean open() {
        return open;
    }

    /** Answered with anything but a 200. */
    boolean refused() {
        return !ACCEPTED.startsWith(status.toString());
    }

    /** As {@link System#nanoTime}, 0 for not yet. */
    long toldAt() {
        return toldAt;
    }

    void scan(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (status.length() < ACCEPTED.length()) {
                status.append((char) next);
            }
            if (lineBreaks >= END_OF_HEAD) {
                open |= next == ':';
            } else if (next == '\n') {
                lineBreaks++;
            } else if (next != '\r') {
                lineBreaks = 0;
            }
            // The word's first letter is nowhere else in it, so a mismatch can only be a new beginning.
            matched = next == WORD[matched] ? matched + 1 : next == WORD[0] ? 1 : 0;
            if (matched == WORD.length) {
                matched = 0;
                toldAt = toldAt == 0 ? System.nanoTime() : toldAt;
            }
        }
    }
}
