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
 * @param contentType null when there was none
 * @param retryAfter null when there was none that can be understood
 */
public record KairosAnswer(int status, String contentType, Duration retryAfter, byte[] body) {

    private static final long LONGEST_RETRY_AFTER = 3600;

    static KairosAnswer of(int status, String contentType, String retryAfter, byte[] body) {
        return new KairosAnswer(status, contentType, seconds(retryAfter), body);
    }

    /** The body as text, or nothing when it is not UTF-8: guessing a charset would change what is kept as the result. */
    Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** What the drop-in may show while there is no decision. */
    public LastAnswer asLast() {
        return new LastAnswer(status, contentType, text().orElse(""));
    }

    /** Dates are not read (RFC 9110 allows them): the two clocks need not agree, and the schedule has a bound of its own. */
    private static Duration seconds(String retryAfter) {
        if (retryAfter == null || !retryAfter.strip().matches("[0-9]{1,9}")) {
            return null;
        }
        return Duration.ofSeconds(Math.min(Long.parseLong(retryAfter.strip()), LONGEST_RETRY_AFTER));
    }

    @Override
    public String toString() {
        return "KairosAnswer[status=" + status + ", bytes=" + body.length + "]";
    }
}
