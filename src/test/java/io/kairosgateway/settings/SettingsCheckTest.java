package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {

    @Test
    void theDefaultsWork() {
        assertThat(SettingsCheck.findings(TestSettings.defaults())).isEmpty();
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        // When
        GatewaySettings settings = TestSettings.defaults();

        // Then
        assertThat(settings.kairos().url()).hasToString("https://idv-eu.kairos.com/v0.1");
        assertThat(settings.intake().maxInFlight()).isEqualTo(256);
        assertThat(settings.intake().maxRequestSize().asLongValue()).isEqualTo(32 << 20);
        assertThat(settings.intake().maxPartSize().asLongValue()).isEqualTo(15 << 20);
        assertThat(settings.intake().stallTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.intake().idempotencyTtl()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.watch().maxWait()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.watch().maxStreams()).isEqualTo(10000);
        assertThat(settings.watch().maxStreamsPerId()).isEqualTo(100);
        assertThat(settings.watch().budget()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.watch().heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.results().ttl()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.results().ownershipTtl()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.tokens().lifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.tokens().maxLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.shutdown().delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.shutdown().timeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idv-eu.kairos.com/v0.2",
                "https://proxy.example/kairos/v1",
                "http://localhost:8089/v0.1",
                "http://127.0.0.1:8089/v0.1",
                "http://[::1]:8089/v0.1/"
            })
    void takesHttpsAndLoopbackAddresses(String url) {
        assertThat(SettingsCheck.findings(TestSettings.with(Map.of("kairos.url", url))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "max-queue, 0, gateway.tracing.max-queue",
        "export-delay, 0s, gateway.tracing.export-delay",
        "export-timeout, 0s, gateway.tracing.export-timeout"
    })
    void asksHowToTraceOnlyWhereThereIsSomethingToTraceTo(String key, String value, String named) {
        // Given
        String endpoint = "http://collector:4318";

        // Then
        assertThat(SettingsCheck.findings(
                        TestSettings.with(Map.of("tracing.endpoint", endpoint, "tracing." + key, value))))
                .singleElement()
                .asString()
                .startsWith(named + " must");
        assertThat(SettingsCheck.findings(TestSettings.with(Map.of("tracing." + key, value))))
                .isEmpty();
    }

    @Test
    void aShortKeyIsForThoseWhoTryThingsOut() {
        // Given
        GatewaySettings settings = TestSettings.with(Map.of("tenants.default.api-keys", "demo-key"));

        // Then
        assertThat(SettingsCheck.findings(settings, Map.of(), true)).isEmpty();
        assertThat(SettingsCheck.findings(settings, Map.of(), false))
                .singleElement()
                .asString()
                .startsWith("GATEWAY_API_KEYS holds a key that is shorter than 16 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "kairos.url, http://idv-eu.kairos.com/v0.1, KAIROS_URL",
        "kairos.url, http://127.0.0.1.example.com/v0.1, KAIROS_URL",
        "kairos.url, ftp://localhost/v0.1, KAIROS_URL",
        "kairos.url, https:///v0.1, KAIROS_URL",
        "kairos.url, https://idv-eu.kairos.com/, KAIROS_URL",
        "kairos.url, https://idv-eu.kairos.com/v0.1?x=1, KAIROS_URL",
        "tenants.default.api-keys, sha256:12, GATEWAY_API_KEYS",
        "tenants.acme.api-keys, key-of-the-tenant-acme, gateway.tenants.acme.kairos.app-id",
        "tenants.default.max-in-flight, 0, gateway.tenants.default.max-in-flight",
        "tenants.default.profile, lenient-v0, gateway.tenants.default.profile",
        "tenants.default.origins, https://app.example/, gateway.tenants.default.origins",
        "tenants.default.origins, *, gateway.tenants.default.origins",
        "tenants.default.requests-per-minute, 0, gateway.tenants.default.requests-per-minute",
        "tenants.default.max-streams, 0, gateway.tenants.default.max-streams",
        "watch.max-streams, 0, gateway.watch.max-streams",
        "watch.max-streams-per-id, 0, gateway.watch.max-streams-per-id",
        "watch.jitter, 1, gateway.watch.jitter",
        "watch.backoff, 0.9, gateway.watch.backoff",
        "watch.lease, 20s, gateway.watch.lease",
        "watch.max-wait, 0s, gateway.watch.max-wait",
        "results.ttl, 10m, gateway.results.ttl",
        "results.ownership-ttl, 1h, gateway.results.ownership-ttl",
        "intake.min-rate-grace, 0s, gateway.intake.min-rate-grace",
        "intake.min-pixels, 6000, gateway.intake.min-pixels",
        "intake.idempotency-ttl, 6m, gateway.intake.idempotency-ttl",
        "ledger.redis-url, http://localhost, REDIS_URL",
        "ledger.redis-url, redis://localhost, GATEWAY_TOKEN_SECRET",
        "tokens.secrets, thirty-one-bytes-are-one-too-fe, GATEWAY_TOKEN_SECRET",
        "tokens.lifetime, 500ms, gateway.tokens.lifetime",
        "tokens.max-lifetime, 9m, gateway.tokens.max-lifetime",
        "shutdown.delay, -1s, gateway.shutdown.delay",
        "shutdown.timeout, 4s, gateway.shutdown.timeout",
        "shutdown.reconnect-spread, 0s, gateway.shutdown.reconnect-spread"
    })
    void namesWhatCannotWork(String key, String value, String named) {
        assertThat(SettingsCheck.findings(TestSettings.with(Map.of(key, value))))
                .first()
                .asString()
                .startsWith(named);
    }
}
