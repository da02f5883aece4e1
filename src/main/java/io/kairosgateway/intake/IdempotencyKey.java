package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} of a request, hashed: clients put names and addresses into theirs. It is a quoted string (RFC 9651), as the
 * draft has it, or the bare word that most clients send; both forms of one word are one key.
 *
 * @param hash together with the tenant's name, so that no tenant meets another's key
 */
record IdempotencyKey(String hash) {

    static final String HEADER = "Idempotency-Key";

    private static final int MAX_LENGTH = 255;
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])*)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21-\\x7E&&[^\"\\\\,;]]+");

    /** @throws ProblemException when there is one that cannot be read: ignored, it would protect from nothing */
    static Optional<IdempotencyKey> of(List<String> headers, String tenant) {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        String key = headers.size() == 1 ? value(headers.get(0).strip()) : "";
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new ProblemException(
                    Problem.BAD_REQUEST,
                    "Idempotency-Key must be one string of 1 to " + MAX_LENGTH + " printable ASCII characters.");
        }
        return Optional.of(new IdempotencyKey(sha256(tenant + '\0' + key)));
    }

    private static String value(String header) {
        Matcher quoted = QUOTED.matcher(header);
        if (quoted.matches()) {
            return quoted.group(1).replaceAll("\\\\(.)", "$1");
        }
        return BARE.matcher(header).matches() ? header : "";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
