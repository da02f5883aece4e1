package io.kairosgateway.kairos;

import io.kairosgateway.verification.LastAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An answer of Kairos as it came, unread.
 *
 * @param contentType null when there was none that could be passed on; nothing is decided by it
 * @param retryAfter null when there was none that can be understood
 * @param body empty when it is not {@code whole}
 * @param whole false when the body is larger than {@code gateway.kairos.max-answer-size}
 */
public record KairosAnswer(int status, String contentType, Duration retryAfter, byte[] body, boolean whole) {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** @param body null when it is too large */
    static KairosAnswer of(int status, String contentType, Duration retryAfter, byte[] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        return new KairosAnswer(status, LastAnswer.passable(contentType, json(bytes)), retryAfter, bytes, body != null);
    }

    /** Kairos documents nothing else. */
    private static boolean json(byte[] body) {
        return body.length > 0 && (body[0] == '{' || body[0] == '[');
    }

    /**
     * The body as text, without the mark that some writers put before it; nothing when it is not UTF-8: guessing a charset would change what
     * is kept as the result.
     */
    Optional<String> text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return Optional.of(!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** What the drop-in may show while there is no decision. */
    public LastAnswer asLast() {
        return new LastAnswer(status, contentType, text().orElse(""));
    }

    @Override
    public String toString() {
        return "KairosAnswer[status=" + status + ", bytes=" + body.length + "]";
    }
}
