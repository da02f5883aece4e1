package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that cannot work does not start, and says in a sentence what to mend. */
class StartIT {

    private static final String KAIROS = "https://idv-eu.kairos.com/v0.1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAIROS_URL | http://idv-eu.kairos.com/v0.1 | KAIROS_URL must be an https address",
                "KAIROS_URL | https://idv-eu.kairos.com | KAIROS_URL must end with the version",
                "KAIROS_APP_ID | '' | KAIROS_APP_ID is missing",
                "KAIROS_APP_KEY | '' | KAIROS_APP_KEY is missing",
                "GATEWAY_API_KEYS | '' | GATEWAY_API_KEYS is missing",
                "GATEWAY_API_KEYS | sha256:1234 | GATEWAY_API_KEYS holds an entry",
                "REDIS_URL | redis://localhost:1 | GATEWAY_ENCRYPTION_KEYS",
                "GATEWAY_TOKEN_SECRET | thirty-two-bytes-or-more-is-asked,short | GATEWAY_TOKEN_SECRET holds a secret that is shorter",
                "GATEWAY_API_KEYS_FILE | /nowhere/keys | GATEWAY_API_KEYS and GATEWAY_API_KEYS_FILE are both set",
                "GATEWAY_ENCRYPTION_KEYS_FILE | /nowhere/keys | GATEWAY_ENCRYPTION_KEYS_FILE names a file that cannot be read",
                "GATEWAY_TOKENS_LIFETIME | 2h | gateway.tokens.max-lifetime",
                "GATEWAY_WATCH_BACKOFF | 0.5 | gateway.watch.backoff",
                "GATEWAY_WATCH_BUDGET | soon | gateway.watch.budget",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT | 0 | gateway.intake.max-in-flight"
            })
    void namesTheVariableToMend(String variable, String value, String sentence) {
        // When
        String log = GatewayProcess.of(KAIROS).with(variable, value).startInVain();

        // Then
        assertThat(Arrays.stream(log.split("\n"))).anyMatch(line -> line.contains(sentence));
        assertThat(log).doesNotContain(GatewayProcess.API_KEY, "sandbox-app-key", "is-asked");
    }

    @Test
    void replicasMustShareASecretForTokens() {
        // When
        String log = GatewayProcess.of(KAIROS)
                .without("GATEWAY_TOKEN_SECRET")
                .with("REDIS_URL", "redis://localhost:1")
                .startInVain();

        // Then
        assertThat(log).contains("GATEWAY_TOKEN_SECRET must be set when REDIS_URL is");
    }

    @Test
    void oneReplicaMayDoWithoutAndSaysSoOnce() {
        // When
        String log;
        try (GatewayProcess gateway =
                GatewayProcess.of(KAIROS).without("GATEWAY_TOKEN_SECRET").start()) {
            log = gateway.log();
        }

        // Then
        assertThat(log).containsOnlyOnce("GATEWAY_TOKEN_SECRET");
    }
}
