package io.kairosgateway.verification;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id that Kairos gave a verification ({@code api_req_uuid}), which is ours as well. Kairos shows UUIDs; any text that is safe in
 * a path and in a Redis key is taken, because nothing promises that it stays so. A UUID is the same one in either case (RFC 9562, 4), and
 * some platforms print it in upper case; here it is always in lower case. Of any other text the case may mean something, so it is kept.
 *
 * @param value 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record VerificationId(String value) {

    private static final int LONGEST = 64;
    private static final int UUID_LENGTH = 36;
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    public VerificationId {
        if (!safe(value)) {
            throw new IllegalArgumentException("not a verification id");
        }
        value = canonical(value);
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

    /** Mostly there is nothing to do, which a look at each character tells. */
    private static String canonical(String text) {
        if (text.length() != UUID_LENGTH || text.chars().noneMatch(next -> next >= 'A' && next <= 'F')) {
            return text;
        }
        return UUID.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : text;
    }

    @Override
    public String toString() {
        return value;
    }
}
