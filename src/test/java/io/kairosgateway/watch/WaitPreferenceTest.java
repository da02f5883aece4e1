package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.watch.WaitPreference.Wait;
import java.util.List;
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
                "wait=999999999 | wait=60"
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
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999"})
    void refusesAQueryThatItCannotRead(String query) {
        assertThatThrownBy(() -> preference.of(List.of(), query)).isInstanceOf(ProblemException.class);
    }
}
