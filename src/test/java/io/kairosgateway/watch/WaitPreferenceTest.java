package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.watch.WaitPreference.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    private final WaitPreference preference = new WaitPreference(TestSettings.defaults());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=30 | wait=30",
                "respond-async, wait=10 | wait=10",
                "WAIT = 5 | wait=5",
                "wait=\"7\" | wait=7",
                "wait=9; foo=bar | wait=9",
                "wait=0 | wait=0",
                "wait=0000000000030 | wait=30",
                "wait=60 | wait=55",
                "wait=999999999 | wait=55",
                "wait=99999999999999999999 | wait=55"
            })
    void grantsWhatIsAskedUpToTheLimit(String header, String applied) {
        assertThat(preference.of(List.of(header), null).map(Wait::applied)).contains(applied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=soon", "wait=-1", "wait", "await=3", "wait=3x", ""})
    void ignoresAPreferenceThatItCannotRead(String header) {
        assertThat(preference.of(List.of(header), null)).isEmpty();
    }

    @Test
    void theHeaderWinsOverTheQuery() {
        assertThat(preference.of(List.of("wait=3"), "9").map(Wait::applied)).contains("wait=3");
        assertThat(preference.of(List.of(), "9").map(Wait::applied)).contains("wait=9");
    }

    @ParameterizedTest
    @CsvSource({"60s, 55", "2m, 115", "30s, 28", "11s, 11", "1s, 1"})
    void theLongestWaitIsAnsweredBeforeAProxyOnTheWayGivesUp(String maxWait, int longest) {
        // Given
        WaitPreference other = new WaitPreference(TestSettings.with(Map.of("watch.max-wait", maxWait)));

        // When, Then: by a query and by a header, as large as may be.
        assertThat(other.of(List.of(), "99999999999999999999").map(Wait::limit)).contains(Duration.ofSeconds(longest));
        assertThat(other.of(List.of("wait=" + "9".repeat(4000)), null).map(Wait::limit))
                .contains(Duration.ofSeconds(longest));
    }

    @Test
    void aWaitBeginsWhenTheRequestHasComeWhole() {
        // Given: an upload that Kairos has taken 20 s to answer.
        Wait wait = preference.of(List.of("wait=30"), null).orElseThrow();

        // When, Then
        assertThat(wait.after(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(10));
        assertThat(wait.after(Duration.ofSeconds(31))).isZero();
        assertThat(wait.applied()).isEqualTo("wait=30");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "+1", "1e9"})
    void refusesAQueryThatItCannotRead(String query) {
        assertThatThrownBy(() -> preference.of(List.of(), query)).isInstanceOf(ProblemException.class);
    }
}
