package io.kairosgateway.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Collects the header block of a part, up to its empty line, and refuses at the first byte that no header may hold. */
final class HeaderBlock {

    /** Unicode has line breaks beyond CR and LF; programs that split decoded text into lines would see headers that are not there. */
    private static final Pattern HIDDEN = Pattern.compile("[\\u0080-\\u009f\\u2028\\u2029]");

    private final byte[] bytes;
    private int length;
    private int part;

    /** @param limit bytes of the largest block, the empty line included */
    HeaderBlock(int limit) {
        bytes = new byte[limit];
    }

    /** @param part the number of the part whose header begins */
    void restart(int part) {
        this.part = part;
        length = 0;
    }

    /** @return what is wrong with this byte, or null */
    Refusal add(byte next) {
        boolean afterCr = length > 0 && bytes[length - 1] == '\r';
        if (afterCr != (next == '\n')) {
            return here().refusal("does not end with CRLF");
        }
        if (next >= 0 && next < ' ' && next != '\r' && next != '\n' || next == 0x7f) {
            return here().refusal("holds a control character");
        }
        if (length == bytes.length) {
            return Refusal.malformed("The header of part " + part + " is larger than " + bytes.length + " bytes.")
                    .limit(bytes.length);
        }
        bytes[length++] = next;
        return null;
    }

    boolean complete() {
        return length >= 2 && bytes[length - 1] == '\n' && (length == 2 || length >= 4 && bytes[length - 3] == '\n');
    }

    /** @return the lines with their CRLFs, without the empty one; nothing when they are not readable text */
    Optional<String> text() {
        String text = decoded();
        return HIDDEN.matcher(text).find() ? Optional.empty() : Optional.of(text);
    }

    /** File names come in UTF-8, and from old programs in ISO-8859-1; either way every other byte is the same. */
    private String decoded() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length - 2))
                    .toString();
        } catch (CharacterCodingException older) {
            return new String(bytes, 0, length - 2, StandardCharsets.ISO_8859_1);
        }
    }

    /** The line that is being read. */
    private HeaderPlace here() {
        int line = 1;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new HeaderPlace(part, line, new String(bytes, start, length - start, StandardCharsets.ISO_8859_1));
    }
}
