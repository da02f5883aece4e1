package io.kairosgateway.ledger;

import io.kairosgateway.settings.EncryptionKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys of {@code GATEWAY_ENCRYPTION_KEYS}, each {@code id:base64(32 bytes)}: the first seals, all open. */
public final class SealKeys {

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String first;

    private SealKeys(List<String> entries) {
        for (String entry : entries) {
            keys.put(EncryptionKeys.id(entry), new SecretKeySpec(EncryptionKeys.bytes(entry), "AES"));
        }
        first = keys.keySet().iterator().next();
    }

    /** @throws IllegalArgumentException with the sentence of {@link EncryptionKeys#problem} */
    static SealKeys of(List<String> entries) {
        EncryptionKeys.problem(Optional.of(""), entries).ifPresent(problem -> {
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
}
