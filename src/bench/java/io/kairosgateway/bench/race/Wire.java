package io.kairosgateway.bench.race;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Reads HTTP/1.1 from a blocking connection: as little of it as the load and the sink need, and without a copy of what is only counted. */
final class Wire {

    private static final int HEAD_MOST = 16 << 10;
    private static final int TICKS_A_SECOND = 20;

    private final SocketChannel channel;
    private final ByteBuffer in;
    private final int rate;

    /** @param rate bytes a second that are read at most, 0 for as fast as they come */
    Wire(SocketChannel channel, int buffer, int rate) {
        this.channel = channel;
        this.in = ByteBuffer.allocateDirect(buffer).flip();
        this.rate = rate;
    }

    /** @param beginning as many of its first bytes as were asked for */
    record Body(String beginning, long length) {}

    /** The next head, in lower case; null when the other side has closed the connection. */
    String head() throws IOException {
        while (true) {
            int end = endOfHead();
            if (end > 0) {
                return text(end).toLowerCase(Locale.ROOT);
            }
            if (in.remaining() > HEAD_MOST) {
                throw new IOException("a head of more than " + HEAD_MOST + " bytes");
            }
            if (!fill()) {
                return null;
            }
        }
    }

    Body body(String head, int keep) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long length = 0;
        if (head.contains("\r\ntransfer-encoding: chunked")) {
            for (long chunk = chunkSize(); chunk > 0; chunk = chunkSize()) {
                take(chunk, kept, keep);
                length += chunk;
                line();
            }
            line();
        } else {
            length = contentLength(head);
            take(length, kept, keep);
        }
        return new Body(kept.toString(StandardCharsets.UTF_8), length);
    }

    private static long contentLength(String head) {
        int at = head.indexOf("\r\ncontent-length:");
        return at < 0
                ? 0
                : Long.parseLong(
                        head.substring(at + 17, head.indexOf("\r\n", at + 2)).strip());
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().split(";")[0].strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("closed within a body");
            }
            char next = (char) in.get();
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append(next);
        }
    }

    private void take(long count, ByteArrayOutputStream kept, int keep) throws IOException {
        for (long left = count; left > 0; ) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("closed within a body");
            }
            int here = (int) Math.min(left, in.remaining());
            for (int i = 0; i < here && kept.size() < keep; i++) {
                kept.write(in.get(in.position() + i));
            }
            in.position(in.position() + here);
            left -= here;
        }
    }

    private int endOfHead() {
        for (int i = in.position() + 3; i < in.limit(); i++) {
            if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n' && in.get(i - 3) == '\r') {
                return i + 1 - in.position();
            }
        }
        return -1;
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private boolean fill() throws IOException {
        in.compact();
        if (rate > 0) {
            LockSupport.parkNanos(1_000_000_000L / TICKS_A_SECOND);
            in.limit(Math.min(in.capacity(), in.position() + rate / TICKS_A_SECOND));
        }
        int read = channel.read(in);
        in.flip();
        return read >= 0;
    }
}
