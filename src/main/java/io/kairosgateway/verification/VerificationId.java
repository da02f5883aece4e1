package io.kairosgateway.verification;

import java.util.Optional;

/**
 * The id that Kairos gave a verification ({@code api_req_uuid}), which is ours as well. Kairos shows UUIDs; any text that is safe in
 * a path and in a Redis key is taken, because nothing promises that it stays so.
 *
 * @param value 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record VerificationId(String value) {

    private static final int LONGEST = 64;

    public VerificationId {
        if (!safe(value)) {
            throw new IllegalArgumentException("not a verification id");
        }
    }

    /** The id in {@code text}, or nothing when it cannot be one. */
    public static Optional<VerificationId> parse(String text) {
        return text != null && safe(text) ? Optional.of(new VerificationId(text)) : Optional.empty();
    }

    /** By hand, because every request asks several times. */
    private static boolean safe(String text) {
        boolean safe = !text.isEmpty() && text.length() <= LONGEST;
        for (int i = 0; safe && i < text.length(); i++) {
            char next = text.charAt(i);
            safe = next >= 'a' && next <= 'z'
                    || next >= '0' && next <= '9'
                    || next >= 'A' && next <= 'Z'
                    || next == '-'
                    || next == '_';
        }
        return safe;
    }

    @Override
    public String toString() {
        return value;
    }
}
