package io.kairosgateway.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kairosgateway.settings.EncryptionKeys;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys of {@code GATEWAY_ENCRYPTION_KEYS}, each {@code id:base64(32 bytes)}: the first seals, all open. */
public final class SealKeys {

    private static final byte[] FINGERPRINT = "kairos-gateway: fingerprint of an encryption key".getBytes(US_ASCII);
    private static final int FINGERPRINT_BYTES = 16;

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

    /** By id, what tells one key from another and nothing of the key. */
    Map<String, String> fingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        keys.forEach((id, key) -> fingerprints.put(id, fingerprint(key)));
        return fingerprints;
    }

    private static String fingerprint(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(FINGERPRINT), 0, FINGERPRINT_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", impossible);
        }
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
