package io.kairosgateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnyAcceptedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "application/problem+json",
                "Application/Problem+JSON;q=0.5",
                "text/html, application/problem+json; charset=utf-8",
                "application/problem+json;q=0.001"
            })
    void whoReadsProblemsOrSaysNothingTakesWhatThereIs(String accept) {
        assertThat(AnyAccepted.any(accept)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/html",
                "application/problem+json;q=0",
                "application/problem+json; q=0.000",
                "application/problem+json; q=0; charset=utf-8",
                ",",
                ";",
                "application/problem+jsonx"
            })
    void everythingElseIsDecidedByTheRoute(String accept) {
        assertThat(AnyAccepted.any(accept)).isFalse();
    }
}
