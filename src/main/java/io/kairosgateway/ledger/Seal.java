package io.kairosgateway.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals what Redis holds of a result with AES-256-GCM (NIST SP 800-38D), so that a copy of Redis shows nothing, and nobody who can write
 * to it can invent or move a result.
 *
 * <pre>
 *   sealed = length of key id (1 byte) | key id | nonce (12 bytes) | ciphertext and tag
 * </pre>
 *
 * Random nonces are safe for 2^32 values under one key: rotate long before, by a new first key.
 */
final class Seal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Supplier<SealKeys> keys;
    private final SecureRandom random = new SecureRandom();

    /** One for each thread: looking one up costs as much as opening a result, and with the key of the time before it is made ready for nothing. */
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Seal::cipher);

    /** @param keys asked each time, because they may be replaced */
    Seal(Supplier<SealKeys> keys) {
        this.keys = keys;
    }

    SealKeys keys() {
        return keys.get();
    }

    /** @param boundTo where the value belongs: it opens with exactly the same words only */
    byte[] seal(byte[] plain, String... boundTo) {
        SealKeys now = keys.get();
        byte[] keyId = now.first().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] ciphertext = crypt(Cipher.ENCRYPT_MODE, now.get(now.first()), nonce, plain, boundTo);
        return ByteBuffer.allocate(1 + keyId.length + NONCE_BYTES + ciphertext.length)
                .put((byte) keyId.length)
                .put(keyId)
                .put(nonce)
                .put(ciphertext)
                .array();
    }

    /** @throws SealBrokenException when the value does not open */
    byte[] open(byte[] sealed, String... boundTo) {
        ByteBuffer rest = ByteBuffer.wrap(sealed);
        String keyId = new String(take(rest, rest.hasRemaining() ? rest.get() : -1), StandardCharsets.US_ASCII);
        byte[] nonce = take(rest, NONCE_BYTES);
        if (rest.remaining() < TAG_BITS / Byte.SIZE) {
            throw new SealBrokenException("cut short");
        }
        return crypt(Cipher.DECRYPT_MODE, keys.get().get(keyId), nonce, take(rest, rest.remaining()), boundTo);
    }

    private byte[] crypt(int mode, SecretKey key, byte[] nonce, byte[] input, String... boundTo) {
        try {
            Cipher cipher = ciphers.get();
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(String.join("\0", boundTo).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException broken) {
            throw new SealBrokenException("not what was sealed");
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-GCM", impossible);
        }
    }

    private static byte[] take(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new SealBrokenException("cut short");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
