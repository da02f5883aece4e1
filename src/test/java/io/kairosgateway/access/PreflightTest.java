package io.kairosgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    private static MultiMap asking(String... headers) {
        MultiMap request = MultiMap.caseInsensitiveMultiMap();
        for (String value : headers) {
            request.add("Access-Control-Request-Headers", value);
        }
        return request;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "authorization,baggage,sentry-trace",
                "authorization, X-Datadog-Trace-Id ,x-datadog-parent-id",
                "x!#$%&'*+.^_`|~0"
            })
    void whateverHeadersAreAskedForAreAllowed(String asked) {
        assertThat(Preflight.headers(asking(asked))).isEqualTo(asked);
    }

    @Test
    void aListInSeveralLinesIsOneList() {
        assertThat(Preflight.headers(asking("authorization", "baggage"))).isEqualTo("authorization,baggage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "a,,b", "a,", "a b", "a;b", "a\u00e9", "a\r\nSet-Cookie: x", "*/*", "\"a\""})
    void whatIsNoListOfNamesIsNotSentBack(String asked) {
        assertThat(Preflight.headers(asking(asked))).isEqualTo(Preflight.READ_HERE);
    }

    @Test
    void aListThatIsTooLongIsNotSentBack() {
        assertThat(Preflight.headers(asking("x".repeat(2049)))).isEqualTo(Preflight.READ_HERE);
        assertThat(Preflight.headers(asking("x,".repeat(1023) + "x"))).hasSize(2047);
        assertThat(Preflight.headers(asking("x,".repeat(100_000)))).isEqualTo(Preflight.READ_HERE);
    }

    @Test
    void whereNothingIsAskedForTheGatewaysOwnAreNamed() {
        assertThat(Preflight.headers(asking())).contains("Authorization", "Idempotency-Key", "Prefer");
    }
}
