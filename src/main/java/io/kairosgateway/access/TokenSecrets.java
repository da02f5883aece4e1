package io.kairosgateway.access;

import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
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

    private final List<SecretKey> keys;

    @Inject
    TokenSecrets(GatewaySettings settings) {
        this(settings.tokens().secrets().orElseGet(List::of));
    }

    /** @param secrets none: one of this process' own */
    TokenSecrets(List<String> secrets) {
        this.keys = secrets.isEmpty()
                ? List.of(random())
                : secrets.stream().map(TokenSecrets::key).toList();
    }

    /** Said at the start and not at the first token, or nobody would see it in time. */
    void start(@Observes StartupEvent event, GatewaySettings settings) {
        if (settings.tokens().secrets().isEmpty()) {
            LOG.info("GATEWAY_TOKEN_SECRET is not set: client tokens are signed with a random secret,"
                    + " so a restart makes them invalid");
        }
    }

    SecretKey signing() {
        return keys.get(0);
    }

    List<SecretKey> verifying() {
        return keys;
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
