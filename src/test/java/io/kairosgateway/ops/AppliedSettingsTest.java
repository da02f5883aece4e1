package io.kairosgateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.settings.SettingsTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliedSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.intake.max-in-flight | 256 | 256",
                "gateway.tokens.lifetime | 10m | 10m",
                "gateway.kairos.credential-headers | hyphen | hyphen",
                "gateway.tenants.default.api-keys | one,two | (set, 2)",
                "gateway.tenants.default.api-keys[0] | one | (set, 1)",
                "gateway.tenants.acme.kairos.app-id | one | (set, 1)",
                "gateway.tenants.acme.kairos.app-key | one | (set, 1)",
                "gateway.ledger.encryption-keys | k1:AAAA | (set, 1)",
                "gateway.tenants.my.shop.kairos.app.id | one | (set, 1)",
                "gateway.tenants.my_shop.kairos.app_key | one | (set, 1)",
                "gateway.tokens.secrets | '' | (not set)",
                "gateway.tracing.headers | authorization=x,y=z | (set, 2)",
                "gateway.tracing.endpoint | http://a:b@collector:4318 | http://collector:4318",
                "gateway.kairos.url | https://idv-eu.kairos.com/v0.1 | https://idv-eu.kairos.com/v0.1",
                "gateway.ledger.redis-url | rediss://user:word@redis:6379/0?password=word | rediss://redis:6379/0",
                "gateway.ledger.redis-url | redis://redis?password=word | redis://redis"
            })
    void aSecretIsCountedAndNotShown(String name, String value, String shown) {
        assertThat(AppliedSettings.of(List.of(name), key -> Optional.of(value))).isEqualTo("  " + name + "=" + shown);
    }

    @Test
    void whatSetsNothingDoesNotLookAsIfItApplied() {
        // Given
        Map<String, String> values = Map.of(
                "gateway.watch.budget", "9m",
                "gateway.wach.budget", "8m",
                "gateway.intake.max.inflight", "7",
                "quarkus.redis.password", "word");

        // When
        String text = AppliedSettings.of(
                SettingsTree.names(Set.of("default", "my-shop")), name -> Optional.ofNullable(values.get(name)));

        // Then
        assertThat(text.lines())
                .contains("  gateway.watch.budget=9m", "  gateway.tenants.my-shop.api-keys=(not set)")
                .noneMatch(line -> line.contains("inflight") || line.contains("wach") || line.contains("quarkus"))
                .doesNotHaveDuplicates();
    }
}
