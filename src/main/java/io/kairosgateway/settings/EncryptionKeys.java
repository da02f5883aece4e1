package io.kairosgateway.settings;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The form of {@code GATEWAY_ENCRYPTION_KEYS}: entries {@code id:base64(32 bytes)}. */
public final class EncryptionKeys {

    private static final int BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private EncryptionKeys() {}

    /**
     * What is wrong with the setting, in a sentence for the operator that names the variable and never shows a key; empty when it is fine.
     *
     * @param redisUrl {@code gateway.ledger.redis-url}: with Redis there must be a key
     */
    public static Optional<String> problem(Optional<String> redisUrl, List<String> entries) {
        if (entries.isEmpty()) {
            return redisUrl.map(
                    url ->
                            "GATEWAY_ENCRYPTION_KEYS must be set when REDIS_URL is, as id:base64(32 bytes): what Redis holds is sealed with it.");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            if (!ID.matcher(id(entry)).matches() || bytes(entry).length != BYTES) {
                return Optional.of(
                        "GATEWAY_ENCRYPTION_KEYS: entry " + (i + 1)
                                + " is not of the form id:base64(32 bytes), where id is 1 to 32 letters, digits, '.', '_' or '-'.");
            }
            if (!ids.add(id(entry))) {
                return Optional.of("GATEWAY_ENCRYPTION_KEYS: entry " + (i + 1) + " repeats the id of another key.");
            }
        }
        return Optional.empty();
    }

    /** What is wrong with replacing the keys {@code before} by these, which are well-formed. */
    static Optional<String> replacementProblem(List<String> before, List<String> entries) {
        for (String entry : entries) {
            for (String old : before) {
                if (id(old).equals(id(entry)) && !Arrays.equals(bytes(old), bytes(entry))) {
                    return Optional.of("GATEWAY_ENCRYPTION_KEYS: the key " + id(entry)
                            + " is another than before, so results would not open; give a new key an id of its own.");
                }
            }
        }
        return Optional.empty();
    }

    public static String id(String entry) {
        return entry.substring(0, Math.max(0, entry.indexOf(':'))).strip();
    }

    public static byte[] bytes(String entry) {
        try {
            return Base64.getDecoder()
                    .decode(entry.substring(entry.indexOf(':') + 1).strip());
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
