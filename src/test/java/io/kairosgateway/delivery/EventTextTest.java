package io.kairosgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTextTest {

    private static Verification approved(String result) {
        return new Verification(
                new VerificationId("id-1"),
                "default",
                Kind.FULL_ID,
                "v0.1",
                Instant.EPOCH,
                new State.Decided(
                        new Decision(Verdict.APPROVED, List.of(), Scores.NONE, result), Instant.EPOCH.plusSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n\"a\":1}", "{\r\"a\":1}", "{\r\n\"a\":1}"})
    void aResultOfSeveralLinesStaysOneEvent(String result) {
        // When
        String event = EventText.News.of(approved(result), View.FULL).to(false).toString();

        // Then: the client joins the lines with a line feed, which JSON does not mind.
        assertThat(event).startsWith("id:approved-1388\nevent:decision\ndata:{").endsWith("}\n\n");
        assertThat(event).contains("\"result\":{\ndata:\"a\":1}");
    }

    @Test
    void whoComesAfterTheDecisionIsToldTheStateAndTheDecision() {
        // Given
        EventText.News news = EventText.News.of(approved("{}"), View.MINIMAL);

        // When
        String both = news.to(true).toString();

        // Then
        assertThat(both)
                .startsWith("id:status-approved-1388\nevent:status\n")
                .contains("\n\nid:approved-1388\nevent:decision\n");
        assertThat(both).endsWith(news.to(false).toString());
        assertThat(news).hasToString("News[verification=id-1, view=MINIMAL]");
    }

    @Test
    void theTimeToComeBackAfterIsInMilliseconds() {
        assertThat(EventText.retry(Duration.ofSeconds(2))).hasToString("retry:2000\n");
    }

    @Test
    void everyBlockHasDataAndSoTellsAnEvent() {
        // When: the beginning of a stream, silence, and the decision.
        String stream = EventText.retry(Duration.ofSeconds(2)).toString()
                + EventText.alive()
                + EventText.alive()
                + EventText.News.of(approved("{}"), View.FULL).to(true)
                + EventText.retry(Duration.ofSeconds(2));

        // Then: an empty line ends events alone.
        String[] blocks = stream.split("\n\n");
        assertThat(blocks).hasSize(3);
        assertThat(blocks[0])
                .startsWith("retry:2000\n:alive\n:alive\nid:status-")
                .contains("\ndata:{");
        assertThat(blocks[1]).startsWith("id:approved-").contains("\ndata:{");
        assertThat(blocks[2]).isEqualTo("retry:2000\n");
    }
}
