package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.nio.ByteBuffer;

/**
 * Finds the frame header of a JPEG (ITU-T T.81, B.2.2) behind its first two bytes, by the markers that libjpeg would find and with it nearly
 * every decoder: stray bytes and stuffed zeros before a marker are passed over, for phones write them, and so is a segment whose marker has
 * lost its first byte. Segments are skipped unread: the thumbnail in an EXIF segment has a frame header of its own.
 */
final class JpegHead implements FileProbe.Look {

    private enum At {
        MARKER,
        CODE,
        LENGTH,
        SEGMENT,
        FRAME
    }

    /** Lost segments are as long as others; no decoder has a limit, and what has no marker for longer is no picture. */
    private static final int MOST_STRAY = 1 << 16;

    private static final int TEM = 0x01;

    private final ByteBuffer window = ByteBuffer.allocate(7);
    private At at = At.MARKER;
    private int stray;
    private int skip;

    @Override
    public FileFinding feed(byte[] bytes, int from, int to) {
        FileFinding finding = FileFinding.OPEN;
        int next = from;
        while (next < to && finding == FileFinding.OPEN) {
            if (at == At.SEGMENT) {
                int skipped = Math.min(skip, to - next);
                next += skipped;
                skip -= skipped;
                at = skip == 0 ? At.MARKER : At.SEGMENT;
            } else {
                finding = step(bytes[next++] & 0xff);
            }
        }
        return finding;
    }

    private FileFinding step(int next) {
        return switch (at) {
            case MARKER -> marker(next);
            case CODE -> code(next);
            case LENGTH, FRAME -> collect(next);
            case SEGMENT -> throw new IllegalStateException("a segment is skipped as a whole");
        };
    }

    private FileFinding marker(int next) {
        if (next == 0xff) {
            at = At.CODE;
            return FileFinding.OPEN;
        }
        return ++stray > MOST_STRAY ? FileFinding.UNKNOWN : FileFinding.OPEN;
    }

    private FileFinding code(int next) {
        if (next == 0xff) {
            return FileFinding.OPEN;
        }
        if (next == 0) {
            stray++;
            at = At.MARKER;
            return FileFinding.OPEN;
        }
        stray = 0;
        if (next == TEM || restart(next)) {
            at = At.MARKER;
            return FileFinding.OPEN;
        }
        window.clear();
        at = frame(next) ? At.FRAME : At.LENGTH;
        return at == At.FRAME || skippable(next) ? FileFinding.OPEN : FileFinding.UNKNOWN;
    }

    private FileFinding collect(int next) {
        window.put((byte) next);
        if (at == At.FRAME) {
            // Its length, the precision, the height and the width.
            return window.hasRemaining()
                    ? FileFinding.OPEN
                    : new FileFinding.Picture(FileType.JPEG, window.getShort(5) & 0xffff, window.getShort(3) & 0xffff);
        }
        if (window.position() < Short.BYTES) {
            return FileFinding.OPEN;
        }
        skip = (window.getShort(0) & 0xffff) - Short.BYTES;
        at = skip > 0 ? At.SEGMENT : At.MARKER;
        return skip < 0 ? FileFinding.UNKNOWN : FileFinding.OPEN;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which stand between them. */
    private static boolean frame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean restart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    /** Tables, restart interval, APPn and comments: all that may stand before the frame. */
    private static boolean skippable(int marker) {
        return marker >= 0xe0 && marker <= 0xef
                || marker == 0xc4
                || marker == 0xcc
                || marker == 0xdb
                || marker == 0xdd
                || marker == 0xfe;
    }
}
