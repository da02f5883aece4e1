package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells the type of a file by its first bytes, and the size of a picture by its header (PNG, 11.2.2 IHDR), as they pass. Nothing is
 * decoded, and no more than one header is kept.
 */
final class FileProbe {

    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };
    /** What Xcode makes of the PNGs inside an app; only Apple's own decoders read it. */
    private static final byte[] APPLE_PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 4, 'C', 'g', 'B', 'I'
    };

    private static final byte[] PDF = {'%', 'P', 'D', 'F', '-'};
    private static final int PNG_HEADER = PNG.length + 2 * Integer.BYTES;

    /** Looks on into a file whose first bytes have told that it may be of its type. */
    interface Look {

        FileFinding feed(byte[] bytes, int from, int to);
    }

    private final ByteBuffer head = ByteBuffer.allocate(PNG_HEADER);
    private Look look;
    private FileFinding finding = FileFinding.OPEN;

    FileFinding finding() {
        return finding;
    }

    void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && look == null && finding == FileFinding.OPEN) {
            head.put(bytes[at++]);
            finding = signature();
        }
        if (at < to && finding == FileFinding.OPEN) {
            finding = look.feed(bytes, at, to);
        }
    }

    /** What is found when nothing follows: a file may be too short for its type and still be known. */
    FileFinding ended() {
        boolean known =
                finding == FileFinding.OPEN && look == null && ForeignType.of(head) instanceof FileFinding.Foreign;
        return known ? ForeignType.of(head) : finding;
    }

    private FileFinding signature() {
        return switch (head.get(0)) {
            case (byte) 0xff -> seen(2) ? jpeg() : FileFinding.OPEN;
            case (byte) 0x89 -> seen(PNG_HEADER) || seen(PNG.length) && !begins(PNG) ? png() : FileFinding.OPEN;
            case '%' -> seen(PDF.length) ? pdf() : FileFinding.OPEN;
            case (byte) 0xef, 0x1b, '@', ' ', '\t', '\r', '\n', '\f' -> look(new PdfLead());
            default -> ForeignType.possible(head) ? FileFinding.OPEN : ForeignType.of(head);
        };
    }

    private FileFinding jpeg() {
        return head.get(1) == (byte) 0xd8 ? look(new JpegHead()) : FileFinding.UNKNOWN;
    }

    private FileFinding png() {
        if (begins(PNG)) {
            long width = Integer.toUnsignedLong(head.getInt(PNG.length));
            long height = Integer.toUnsignedLong(head.getInt(PNG.length + Integer.BYTES));
            return new FileFinding.Picture(FileType.PNG, width, height);
        }
        return begins(APPLE_PNG) ? ForeignType.APPLE_PNG : FileFinding.UNKNOWN;
    }

    private FileFinding pdf() {
        return begins(PDF) ? new FileFinding.Document(FileType.PDF) : FileFinding.UNKNOWN;
    }

    /** The bytes so far are the next look's too, but for a signature that it takes as read. */
    private FileFinding look(Look next) {
        look = next;
        return next instanceof PdfLead ? next.feed(head.array(), 0, head.position()) : FileFinding.OPEN;
    }

    private boolean seen(int bytes) {
        return head.position() >= bytes;
    }

    private boolean begins(byte[] signature) {
        return Arrays.equals(head.array(), 0, signature.length, signature, 0, signature.length);
    }
}
