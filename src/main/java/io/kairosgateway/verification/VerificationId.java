package io.kairosgateway.verification;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id that Kairos gave a verification ({@code api_req_uuid}), which is ours as well. Kairos shows UUIDs; any text that is safe in
 * a path and in a Redis key is taken, because nothing promises that it stays so.
 *
 * @param value 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record VerificationId(String value) {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public VerificationId {
        if (!SAFE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a verification id");
        }
    }

    /** The id in {@code text}, or nothing when it cannot be one. */
    public static Optional<VerificationId> parse(String text) {
        return text != null && SAFE.matcher(text).matches() ? Optional.of(new VerificationId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
