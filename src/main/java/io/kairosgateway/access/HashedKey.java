package io.kairosgateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An API key as far as the gateway keeps it: its SHA-256. Keys are random and long, so nothing slower is needed. */
public final class HashedKey {

    private static final String PREFIX = "sha256:";

    private final byte[] hash;

    private HashedKey(byte[] hash) {
        this.hash = hash;
    }

    /** @param setting a key, plain or as {@code sha256:<hex>} */
    static HashedKey ofSetting(String setting) {
        return setting.startsWith(PREFIX)
                ? new HashedKey(HexFormat.of().parseHex(setting.substring(PREFIX.length())))
                : of(setting);
    }

    static HashedKey of(String key) {
        try {
            return new HashedKey(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Takes the same time whatever the keys have in common. */
    boolean matches(HashedKey presented) {
        return MessageDigest.isEqual(hash, presented.hash);
    }

    @Override
    public String toString() {
        return "HashedKey[masked]";
    }
}
