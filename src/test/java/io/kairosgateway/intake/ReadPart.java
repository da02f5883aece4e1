package io.kairosgateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A part as a parser has read it, small enough to be compared a hundred thousand times.
 *
 * @param length of the content in bytes, of a field without those that are not ASCII, because some parsers decode fields with loss
 * @param crc of the same bytes
 */
record ReadPart(String name, boolean file, int length, long crc) {

    static ReadPart of(String name, boolean file, byte[] content) {
        byte[] compared = file ? content : ascii(content);
        CRC32 crc = new CRC32();
        crc.update(compared);
        return new ReadPart(name, file, compared.length, crc.getValue());
    }

    static ReadPart text(String name, String value) {
        return of(name, false, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(byte[] content) {
        byte[] kept = new byte[content.length];
        int length = 0;
        for (byte one : content) {
            if (one >= 0) {
                kept[length++] = one;
            }
        }
        return java.util.Arrays.copyOf(kept, length);
    }
}
