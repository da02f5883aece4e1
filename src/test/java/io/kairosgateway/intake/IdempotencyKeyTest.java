package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    private static Optional<IdempotencyKey> key(String... headers) {
        return IdempotencyKey.of(List.of(headers), "default");
    }

    @Test
    void theQuotedAndTheBareFormAreOneKey() {
        assertThat(key("\"8e03978e-40d5-43dd\"")).isPresent().isEqualTo(key(" 8e03978e-40d5-43dd "));
        assertThat(key("\"a \\\"b\\\" \\\\ c\"")).isPresent().isNotEqualTo(key("\"a b c\""));
        assertThat(key()).isEmpty();
    }

    @Test
    void twoKeysAndTheSameKeyOfTwoTenantsAreDifferent() {
        assertThat(key("one")).isNotEqualTo(key("two"));
        assertThat(key("one")).isNotEqualTo(IdempotencyKey.of(List.of("one"), "other"));
    }

    @Test
    void nothingOfTheKeyIsKept() {
        assertThat(key("anna@example.org").toString()).doesNotContain("anna");
    }

    @Test
    void theLongestKeyIsTakenAndOneMoreIsNot() {
        assertThat(key("k".repeat(255))).isPresent();
        assertThat(key('"' + "k".repeat(255) + '"')).isPresent();
        refused("k".repeat(256));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"open",
                "open\"",
                "a b",
                "a,b",
                "a;b=1",
                "\"a\", \"b\"",
                "\"a\\b\"",
                "é",
                "\"\t\"",
                "a\\b"
            })
    void whatIsNoKeyIsRefused(String header) {
        refused(header);
    }

    @Test
    void twoHeadersAreRefused() {
        refused("one", "one");
    }

    private static void refused(String... headers) {
        assertThatThrownBy(() -> key(headers))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem()).isEqualTo(Problem.BAD_REQUEST));
    }
}
