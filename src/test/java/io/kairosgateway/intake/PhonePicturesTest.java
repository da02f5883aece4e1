package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.bytes;
import static io.kairosgateway.intake.BadBody.joined;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Kind;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Pictures as phones, scanners and printers write them, which are not as their standards have it. */
class PhonePicturesTest {

    private static final byte[] JPEG = Pictures.jpeg(400, 500);
    private static final byte[] SECOND = Pictures.jpeg(100, 120);
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>";

    static final List<Picture> JPEGS = List.of(
            new Picture("a stray byte before the first marker", behindStart("\0")),
            new Picture("stray bytes before the first marker", behindStart("stray")),
            new Picture("stray bytes before the frame", beforeFrame("\0\0\0")),
            new Picture("a stuffed zero before the frame", beforeFrame("\u00ff\0")),
            new Picture("a segment that has lost the first byte of its marker", behindStart(lost(XMP))),
            new Picture("such a segment before the frame", beforeFrame(lost(XMP))),
            new Picture("FF 01 before the first segment", behindStart("\u00ff\u0001")),
            new Picture("a restart marker before the frame", beforeFrame("\u00ff\u00d0")),
            new Picture("fill bytes before the first segment", behindStart("\u00ff\u00ff\u00ff")),
            new Picture("fill bytes before the frame", beforeFrame("\u00ff\u00ff")),
            new Picture("an Ultra HDR picture", joined(behindStart(segment(0xe2, "MPF\0" + "\0".repeat(80))), SECOND)),
            new Picture(
                    "a multi-picture file", joined(joined(behindStart(segment(0xe2, "MPF\0II*\0")), SECOND), SECOND)),
            new Picture("a thumbnail", Pictures.jpegWithThumbnail(JPEG, SECOND)));

    static final List<Picture> PDFS = List.of(
            pdf("nothing", ""),
            pdf("a byte order mark", "\u00ef\u00bb\u00bf"),
            pdf("a line break", "\r\n"),
            pdf("line breaks and blanks", "\n\n \t\r\n\f"),
            pdf("a byte order mark and a line break", "\u00ef\u00bb\u00bf\r\n"),
            pdf("a printer's lines", "\u001b%-12345X@PJL JOB NAME=\"a\"\r\n@PJL ENTER LANGUAGE=PDF\r\n"),
            pdf("a printer's lines without an escape", "@PJL SET RESOLUTION=600\n@PJL ENTER LANGUAGE = PDF\n"),
            pdf("an escape on the same line", "\u001b%-12345X"),
            pdf("as many blanks as there may be", " ".repeat(1019)));

    record Picture(String name, byte[] content) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Picture pdf(String name, String before) {
        return new Picture(name, joined(bytes(before), Pictures.pdf()));
    }

    private static byte[] behindStart(String inserted) {
        return inserted(2, inserted);
    }

    private static byte[] beforeFrame(String inserted) {
        return inserted(new String(JPEG, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0"), inserted);
    }

    private static byte[] inserted(int at, String text) {
        return joined(joined(Arrays.copyOf(JPEG, at), bytes(text)), Arrays.copyOfRange(JPEG, at, JPEG.length));
    }

    private static String segment(int marker, String content) {
        byte[] head = ByteBuffer.allocate(4)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (content.length() + 2))
                .array();
        return new String(head, StandardCharsets.ISO_8859_1) + content;
    }

    private static String lost(String content) {
        return "\0" + segment(0xe1, content).substring(1);
    }

    @ParameterizedTest
    @FieldSource("JPEGS")
    void aJpegIsTakenAsADecoderTakesIt(Picture picture) throws IOException {
        // Given
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(picture.content()));

        // When
        FileFinding whole = found(picture.content(), picture.content().length);
        FileFinding bytewise = found(picture.content(), 1);

        // Then
        assertThat(whole)
                .isEqualTo(new FileFinding.Picture(
                        io.kairosgateway.settings.GatewaySettings.Intake.FileType.JPEG,
                        decoded.getWidth(),
                        decoded.getHeight()));
        assertThat(decoded.getWidth()).isEqualTo(400);
        assertThat(bytewise).isEqualTo(whole);
    }

    private static FileFinding found(byte[] content, int piece) {
        FileProbe probe = new FileProbe();
        for (int at = 0; at < content.length; at += piece) {
            probe.feed(content, at, Math.min(content.length, at + piece));
        }
        return probe.finding();
    }

    @ParameterizedTest
    @FieldSource("PDFS")
    void aPdfIsTakenWithWhatScannersAndPrintersWriteBeforeIt(Picture pdf) {
        // Given
        byte[] body = MultipartBodies.body()
                .file("document", "a.pdf", "application/pdf", pdf.content())
                .close();

        // When
        Checked whole = Checked.whole(Kind.DOCUMENT, body);
        Checked bytewise =
                Checked.pieces(MultipartBodies.CONTENT_TYPE, Kind.DOCUMENT, Checked.LIMITS, Checked.single(body));

        // Then
        assertThat(whole.refusal()).isNull();
        assertThat(bytewise).isEqualTo(whole);
    }
}
