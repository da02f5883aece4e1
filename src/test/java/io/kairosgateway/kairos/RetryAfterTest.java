package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "0 | 0",
                "' 120 ' | 120",
                "99999 | 3600",
                "99999999999999999999 | 3600",
                "Sat, 28 Nov 2026 20:00:30 GMT | 30",
                "Saturday, 28-Nov-26 20:00:30 GMT | 30",
                "Sat Nov 28 20:00:30 2026 | 30",
                "Sat, 28 Nov 2026 19:00:00 GMT | 0",
                "Sat, 28 Nov 2099 20:00:00 GMT | 3600"
            })
    void bothFormsAreReadAndBounded(String value, long seconds) {
        assertThat(RetryAfter.read(value, null, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aDateIsMeasuredByTheClockOfItsWriter() {
        // Given: a Kairos whose clock is an hour behind.
        String date = "Sat, 28 Nov 2026 19:00:00 GMT";

        // Then
        assertThat(RetryAfter.read("Sat, 28 Nov 2026 19:00:20 GMT", date, NOW)).isEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sat, 99 Foo 2026", "1, 2"})
    void whatIsNeitherIsNothing(String value) {
        assertThat(RetryAfter.read(value, null, NOW)).isNull();
    }
}
