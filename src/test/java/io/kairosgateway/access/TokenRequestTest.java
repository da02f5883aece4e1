package io.kairosgateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRequestTest {

    private static final GatewaySettings.Tokens SETTINGS =
            TestSettings.defaults().tokens();

    private static TokenRequest parse(String json) {
        return TokenRequest.parse(json.getBytes(UTF_8), SETTINGS);
    }

    @Test
    void anUploadIsAskedFor() {
        // When
        TokenRequest asked = parse("""
                {"scope":"submit","kind":"full-id","origin":"https://app.example","expires_in":60}""");

        // Then
        assertThat(asked)
                .isEqualTo(new TokenRequest(
                        new Grant.Submit(Kind.FULL_ID), "https://app.example", Duration.ofSeconds(60)));
    }

    @Test
    void originAndLifetimeMayBeLeftOut() {
        // When
        TokenRequest asked = parse("{\"scope\":\"watch\",\"id\":\"some-id\"}");

        // Then
        assertThat(asked)
                .isEqualTo(
                        new TokenRequest(new Grant.Watch(new VerificationId("some-id")), null, Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "http://localhost:3000",
                "https://xn--bcher-kva.example:8443",
                "capacitor://localhost",
                "http://[::1]:3000"
            })
    void anOriginIsTakenAsABrowserSendsIt(String origin) {
        assertThat(parse("{\"scope\":\"submit\",\"kind\":\"document\",\"origin\":\"" + origin + "\"}")
                        .origin())
                .isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"submit\"",
                "{",
                "{}",
                "{} {}",
                "{\"scope\":\"admin\"}",
                "{\"scope\":[\"submit\"],\"kind\":\"full-id\"}",
                "{\"scope\":\"submit\"}",
                "{\"scope\":\"submit\",\"kind\":\"passport\"}",
                "{\"scope\":\"submit\",\"kind\":1}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"kind\":\"document\"}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"id\":\"x\"}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"orign\":\"https://app.example\"}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\"} trailing",
                "{\"scope\":\"watch\"}",
                "{\"scope\":\"watch\",\"id\":7}",
                "{\"scope\":\"watch\",\"id\":\"x\",\"kind\":\"full-id\"}"
            })
    void whatCannotBeUnderstoodIsRefused(String json) {
        assertRefused(json, Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"\"",
                "\"*\"",
                "\"null\"",
                "\"app.example\"",
                "\"https://app.example/\"",
                "\"https://app.example/path\"",
                "\"https://App.example\"",
                "\"https://user@app.example\"",
                "\"https://app.example:443\"",
                "\"http://app.example:80\"",
                "\"https://app.example https://b.example\""
            })
    void anOriginThatNoBrowserSendsIsRefused(String origin) {
        assertRefused("{\"scope\":\"submit\",\"kind\":\"full-id\",\"origin\":" + origin + "}", Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "\"60\"", "null", "true", "1e3", "99999999999999999999"})
    void aLifetimeOutOfBoundsIsRefused(String seconds) {
        assertRefused(
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"expires_in\":" + seconds + "}", Problem.BAD_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a b"})
    void anIdThatNeverCanBeIsAsUnknownAsAnyOther(String id) {
        assertRefused("{\"scope\":\"watch\",\"id\":\"" + id + "\"}", Problem.VERIFICATION_NOT_FOUND);
    }

    private static void assertRefused(String json, Problem problem) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem()).isEqualTo(problem));
    }
}
