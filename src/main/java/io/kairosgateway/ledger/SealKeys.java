package io.kairosgateway.ledger;

import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys of {@code GATEWAY_ENCRYPTION_KEYS}, each {@code id:base64(32 bytes)}: the first seals, all open. */
public final class SealKeys {

    private static final int BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String first;

    private SealKeys(List<String> entries) {
        for (String entry : entries) {
            keys.put(id(entry), new SecretKeySpec(bytes(entry), "AES"));
        }
        first = keys.keySet().iterator().next();
    }

    /**
     * What is wrong with the setting, in a sentence for the operator that names the variable and never shows a key; empty when it is fine.
     *
     * @param redisUrl {@code gateway.ledger.redis-url}: with Redis there must be a key
     * @param entries {@code gateway.ledger.encryption-keys}
     */
    public static Optional<String> problem(Optional<String> redisUrl, Optional<List<String>> entries) {
        List<String> given = entries.orElse(List.of());
        if (given.isEmpty()) {
            return redisUrl.map(
                    url ->
                            "GATEWAY_ENCRYPTION_KEYS must be set when REDIS_URL is, as id:base64(32 bytes): what Redis holds is sealed with it.");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String entry = given.get(i);
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

    /** @throws IllegalArgumentException with the sentence of {@link #problem} */
    static SealKeys of(List<String> entries) {
        problem(Optional.of(""), Optional.of(entries)).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new SealKeys(entries);
    }

    String first() {
        return first;
    }

    /** @throws SealBrokenException when no key has this id */
    SecretKey get(String id) {
        SecretKey key = keys.get(id);
        if (key == null) {
            throw new SealBrokenException("sealed with a key that is not in GATEWAY_ENCRYPTION_KEYS");
        }
        return key;
    }

    private static String id(String entry) {
        return entry.substring(0, Math.max(0, entry.indexOf(':'))).strip();
    }

    private static byte[] bytes(String entry) {
        try {
            return Base64.getDecoder()
                    .decode(entry.substring(entry.indexOf(':') + 1).strip());
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
