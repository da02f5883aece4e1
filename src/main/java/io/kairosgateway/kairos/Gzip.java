package io.kairosgateway.kairos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Undoes what a proxy may do to an answer although nobody asked for it. Told by its first bytes, with which no JSON begins, and not by a header. */
final class Gzip {

    private static final int FIRST = 0x1f;
    private static final int SECOND = 0x8b;

    private Gzip() {}

    /** What was compressed, null when that is more than {@code maxSize}; {@code body} itself when it is not compressed, or broken. */
    static byte[] inflated(byte[] body, int maxSize) {
        if (body.length < 2 || (body[0] & 0xff) != FIRST || (body[1] & 0xff) != SECOND) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] whole = in.readNBytes(maxSize);
            return in.read() < 0 ? whole : null;
        } catch (IOException broken) {
            return body;
        }
    }
}
