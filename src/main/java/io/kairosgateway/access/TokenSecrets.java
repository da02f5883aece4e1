package io.kairosgateway.access;

import io.kairosgateway.settings.LiveSecrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * What client tokens are signed with. Several at a time, so that one can be replaced: the new one is put first everywhere, and the old
 * one is taken away when the last token it signed has expired.
 */
@Singleton
class TokenSecrets {

    private static final Logger LOG = Logger.getLogger(TokenSecrets.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 32;

    private final Supplier<List<SecretKey>> keys;

    @Inject
    TokenSecrets(LiveSecrets secrets) {
        SecretKey own = random();
        this.keys = secrets.derived(now -> keys(now.tokens(), own));
    }

    /** @param secrets none: one of this process' own */
    TokenSecrets(List<String> secrets) {
        List<SecretKey> fixed = keys(secrets, random());
        this.keys = () -> fixed;
    }

    /** Said at the start and not at the first token, or nobody would see it in time. */
    void start(@Observes StartupEvent event, LiveSecrets secrets) {
        if (secrets.current().tokens().isEmpty()) {
            LOG.info("GATEWAY_TOKEN_SECRET is not set: client tokens are signed with a random secret,"
                    + " so a restart makes them invalid");
        }
    }

    SecretKey signing() {
        return keys.get().get(0);
    }

    List<SecretKey> verifying() {
        return keys.get();
    }

    private static List<SecretKey> keys(List<String> secrets, SecretKey otherwise) {
        return secrets.isEmpty()
                ? List.of(otherwise)
                : secrets.stream().map(TokenSecrets::key).toList();
    }

    private static SecretKey key(String secret) {
        return new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    private static SecretKey random() {
        byte[] secret = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(secret);
        return new SecretKeySpec(secret, ALGORITHM);
    }
}
