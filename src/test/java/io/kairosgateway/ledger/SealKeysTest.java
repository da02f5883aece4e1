package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.settings.EncryptionKeys;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealKeysTest {

    private static final Optional<String> REDIS = Optional.of("redis://localhost");

    @Test
    void redisNeedsAKey() {
        // Given
        List<String> none = List.of();

        // When
        Optional<String> problem = EncryptionKeys.problem(REDIS, none);

        // Then
        assertThat(problem)
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("GATEWAY_ENCRYPTION_KEYS must be set")
                        .contains("REDIS_URL"));
    }

    @Test
    void memoryNeedsNone() {
        // Given
        List<String> none = List.of();

        // When
        Optional<String> problem = EncryptionKeys.problem(Optional.empty(), none);

        // Then
        assertThat(problem).isEmpty();
    }

    @Test
    void wellFormedKeysAreFine() {
        // Given
        List<String> keys = List.of(RedisStand.KEY_A, " " + RedisStand.KEY_B + " ");

        // When
        Optional<String> problem = EncryptionKeys.problem(REDIS, keys);

        // Then
        assertThat(problem).isEmpty();
        assertThat(SealKeys.of(keys).first()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nocolon",
                ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "short:AAAAAAAAAAAAAAAAAAAAAA==",
                "not base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "x:!!!SECRET!!!"
            })
    void aMalformedKeyIsNamedByItsPlaceAndNeverShown(String malformed) {
        // Given
        List<String> keys = List.of(RedisStand.KEY_A, malformed);

        // When
        Optional<String> problem = EncryptionKeys.problem(REDIS, keys);

        // Then
        assertThat(problem)
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("GATEWAY_ENCRYPTION_KEYS: entry 2")
                        .doesNotContain("AAAA")
                        .doesNotContain("SECRET"));
        assertThatThrownBy(() -> SealKeys.of(keys)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoKeysOfOneNameAreRefused() {
        // Given
        List<String> keys = List.of(RedisStand.KEY_A, "a:" + Base64.getEncoder().encodeToString(new byte[32]));

        // When
        Optional<String> problem = EncryptionKeys.problem(REDIS, keys);

        // Then
        assertThat(problem).hasValueSatisfying(sentence -> assertThat(sentence).contains("entry 2 repeats the id"));
    }
}
