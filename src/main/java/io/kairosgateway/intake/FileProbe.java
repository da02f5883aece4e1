package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells the type of a file by its first bytes, and the size of a picture by its header (PNG, 11.2.2 IHDR; ITU-T T.81, B.2.2), as they
 * pass. Nothing is decoded, and no more than one header is kept. Segments of a JPEG are skipped unread: the thumbnail in an EXIF segment
 * has a frame header of its own.
 */
final class FileProbe {

    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8};
    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };
    private static final byte[] PDF = {'%', 'P', 'D', 'F', '-'};
    private static final int PNG_HEADER = PNG.length + 2 * Integer.BYTES;
    private static final int MARKER = 2;
    private static final int SEGMENT_HEADER = 4;
    private static final int FRAME_HEADER = 9;

    private final ByteBuffer window = ByteBuffer.allocate(PNG_HEADER).limit(1);
    private boolean jpeg;
    private int skip;
    private FileFinding finding = FileFinding.OPEN;

    FileFinding finding() {
        return finding;
    }

    void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && finding == FileFinding.OPEN) {
            int taken = Math.min(skip > 0 ? skip : window.remaining(), to - at);
            if (skip > 0) {
                skip -= taken;
            } else {
                window.put(bytes, at, taken);
                if (!window.hasRemaining()) {
                    finding = jpeg ? segment() : signature();
                }
            }
            at += taken;
        }
    }

    private FileFinding signature() {
        return switch (window.get(0)) {
            case (byte) 0xff -> window.position() < JPEG.length ? await(JPEG.length) : jpeg();
            case (byte) 0x89 -> window.position() < PNG_HEADER ? await(PNG_HEADER) : png();
            case '%' -> window.position() < PDF.length ? await(PDF.length) : pdf();
            default -> FileFinding.UNKNOWN;
        };
    }

    private FileFinding png() {
        return begins(PNG)
                ? new FileFinding.Picture(FileType.PNG, window.getInt(PNG.length), window.getInt(PNG.length + 4))
                : FileFinding.UNKNOWN;
    }

    private FileFinding pdf() {
        return begins(PDF) ? new FileFinding.Document(FileType.PDF) : FileFinding.UNKNOWN;
    }

    private FileFinding jpeg() {
        jpeg = begins(JPEG);
        return jpeg ? next() : FileFinding.UNKNOWN;
    }

    /** The window holds a marker, then its length too, and for a frame header also the precision, the height and the width. */
    private FileFinding segment() {
        int marker = window.get(1) & 0xff;
        if (window.get(0) != (byte) 0xff) {
            return FileFinding.UNKNOWN;
        }
        if (marker == 0xff) {
            window.position(1);
            return FileFinding.OPEN;
        }
        if (frame(marker)) {
            return window.position() < FRAME_HEADER
                    ? await(FRAME_HEADER)
                    : new FileFinding.Picture(FileType.JPEG, window.getShort(7) & 0xffff, window.getShort(5) & 0xffff);
        }
        if (!skippable(marker)) {
            return FileFinding.UNKNOWN;
        }
        if (window.position() < SEGMENT_HEADER) {
            return await(SEGMENT_HEADER);
        }
        skip = (window.getShort(2) & 0xffff) - 2;
        return skip < 0 ? FileFinding.UNKNOWN : next();
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which stand between them. */
    private static boolean frame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
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

    private FileFinding await(int bytes) {
        window.limit(bytes);
        return FileFinding.OPEN;
    }

    private FileFinding next() {
        window.position(0).limit(MARKER);
        return FileFinding.OPEN;
    }

    private boolean begins(byte[] signature) {
        return Arrays.equals(window.array(), 0, signature.length, signature, 0, signature.length);
    }
}
