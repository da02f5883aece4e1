package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.access.Place;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places(TestSettings.with(
            Map.of("watch.max-streams", "4", "watch.max-streams-per-id", "2", "tenants.small.max-streams", "3")));

    private static Verification of(String tenant, String id) {
        return new Verification(
                new VerificationId(id), tenant, Kind.DOCUMENT, "v0.1", Instant.EPOCH, new State.Processing());
    }

    private void refused(Problem problem, Verification verification) {
        assertThatThrownBy(() -> places.enter(verification)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem()).isEqualTo(problem);
            assertThat(refusal.retryAfter()).isPositive();
        });
        assertThat(places.tryEnter(verification)).isEmpty();
    }

    @Test
    void aVerificationAtItsLimitTakesNoPlaceOfOthers() {
        // Given
        places.enter(of("small", "a"));
        Place place = places.enter(of("small", "a"));

        // When
        refused(Problem.TOO_MANY_STREAMS, of("small", "a"));

        // Then
        places.enter(of("small", "b"));
        places.enter(of("other", "c"));
        place.close();
        places.enter(of("small", "a"));
    }

    @Test
    void aTenantAtItsLimitTakesNoPlaceOfOthers() {
        // Given
        places.enter(of("small", "a"));
        places.enter(of("small", "b"));
        Place place = places.enter(of("small", "c"));

        // When
        refused(Problem.TOO_MANY_STREAMS, of("small", "d"));
        refused(Problem.TOO_MANY_STREAMS, of("small", "a"));

        // Then
        Place last = places.enter(of("other", "d"));
        refused(Problem.OVERLOADED, of("other", "d"));
        last.close();
        place.close();
        places.enter(of("small", "a"));
        places.enter(of("other", "d"));
    }

    @Test
    void aFullReplicaTakesNoPlaceOfTheTenantNorOfTheVerification() {
        // Given
        Place place = places.enter(of("other", "a"));
        places.enter(of("other", "a"));
        places.enter(of("other", "b"));
        Place second = places.enter(of("other", "b"));

        // When
        refused(Problem.OVERLOADED, of("small", "c"));
        refused(Problem.OVERLOADED, of("small", "c"));

        // Then
        place.close();
        second.close();
        places.enter(of("small", "c"));
        places.enter(of("small", "c"));
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        // Given
        Place place = places.enter(of("small", "a"));
        places.enter(of("small", "a"));

        // When
        place.close();
        place.close();

        // Then
        places.enter(of("small", "a"));
        refused(Problem.TOO_MANY_STREAMS, of("small", "a"));
    }
}
