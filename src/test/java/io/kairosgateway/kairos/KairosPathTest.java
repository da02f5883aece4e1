package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.kairos.KairosPath.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KairosPathTest {

    private static final Credentials SOME = new Credentials("id", "key");

    private final KairosPath path = new KairosPath();

    @ParameterizedTest
    @CsvSource({
        "200, OPEN",
        "404, OPEN",
        "422, OPEN",
        "429, OPEN",
        "401, CREDENTIALS_REFUSED",
        "403, FORBIDDEN",
        "500, FAILING",
        "503, FAILING"
    })
    void anAnswerShowsWhetherKairosLetsTheGatewayIn(int status, Condition condition) {
        // When
        path.answered(SOME, status);

        // Then
        assertThat(path.of(SOME)).isEqualTo(condition);
        assertThat(path.of(new Credentials("id", "other"))).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void thatHeadersAreDroppedIsKnownUntilKairosLetsTheGatewayIn() {
        // Given
        path.is(SOME, Condition.HEADERS_DROPPED);

        // When
        path.answered(SOME, 401);

        // Then
        assertThat(path.of(SOME)).isEqualTo(Condition.HEADERS_DROPPED);
        path.answered(SOME, 404);
        assertThat(path.of(SOME)).isEqualTo(Condition.OPEN);
    }
}
