package io.kairosgateway.intake;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Real pictures for tests, which every decoder reads: white, of a chosen width and height, and padded to a chosen size. */
public final class Pictures {

    private static final int PNG_HEAD = 33;
    private static final int PNG_CHUNK = 12;
    private static final int JPEG_SEGMENT = 4;
    private static final int JPEG_SEGMENT_MAX = 0xffff + 2;

    private Pictures() {}

    public static byte[] jpeg(int width, int height) {
        return encoded("jpeg", width, height);
    }

    public static byte[] png(int width, int height) {
        return encoded("png", width, height);
    }

    /** @param size bytes of the whole file: that of the bare picture, or at least 4 more; filled up with random comments behind the frame header */
    public static byte[] jpeg(int width, int height, int size) {
        byte[] picture = jpeg(width, height);
        int scan = scan(picture);
        ByteBuffer padded = ByteBuffer.allocate(size).put(picture, 0, scan);
        for (int left = size - picture.length; left > 0; ) {
            int segment = Math.min(left, left - JPEG_SEGMENT_MAX < JPEG_SEGMENT ? left : JPEG_SEGMENT_MAX);
            segment = segment > JPEG_SEGMENT_MAX ? segment - JPEG_SEGMENT : segment;
            padded.putShort((short) 0xfffe).putShort((short) (segment - 2)).put(noise(segment - JPEG_SEGMENT));
            left -= segment;
        }
        return padded.put(picture, scan, picture.length - scan).array();
    }

    /** @param size bytes of the whole file: that of the bare picture, or at least 12 more; filled up with a random private chunk behind the header */
    public static byte[] png(int width, int height, int size) {
        byte[] picture = png(width, height);
        ByteBuffer padded = ByteBuffer.allocate(size).put(picture, 0, PNG_HEAD);
        if (size > picture.length) {
            byte[] noise = noise(size - picture.length - PNG_CHUNK);
            byte[] type = "paDd".getBytes(StandardCharsets.US_ASCII);
            CRC32 crc = new CRC32();
            crc.update(type);
            crc.update(noise);
            padded.putInt(noise.length).put(type).put(noise).putInt((int) crc.getValue());
        }
        return padded.put(picture, PNG_HEAD, picture.length - PNG_HEAD).array();
    }

    /** A picture that carries {@code thumbnail} in an EXIF segment before its own frame header, as cameras write it. */
    public static byte[] jpegWithThumbnail(byte[] picture, byte[] thumbnail) {
        byte[] exif = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(picture.length + JPEG_SEGMENT + exif.length + thumbnail.length)
                .put(picture, 0, 2)
                .putShort((short) 0xffe1)
                .putShort((short) (2 + exif.length + thumbnail.length))
                .put(exif)
                .put(thumbnail)
                .put(picture, 2, picture.length - 2)
                .array();
    }

    public static byte[] pdf() {
        return "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] encoded(String format, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) picture.getRaster().getDataBuffer()).getData(), (byte) 0xff);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static int scan(byte[] jpeg) {
        int at = 2;
        while ((jpeg[at + 1] & 0xff) != 0xda) {
            at += 2 + ByteBuffer.wrap(jpeg).getChar(at + 2);
        }
        return at;
    }

    /** Noise has line breaks and dashes in it as often as the content of real pictures. */
    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }
}
