package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.access.Place;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.kairos.Credentials;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private static final Tenant SMALL = tenant("small");
    private static final Tenant OTHER = tenant("other");

    private final InFlight inFlight =
            new InFlight(TestSettings.with(Map.of("intake.max-in-flight", "3", "tenants.small.max-in-flight", "1")));

    private static Tenant tenant(String name) {
        return new Tenant(name, List.of(), new Credentials("", ""), Optional.empty(), Set.of());
    }

    private void refused(Tenant tenant) {
        assertThatThrownBy(() -> inFlight.enter(tenant)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem()).isEqualTo(Problem.OVERLOADED);
            assertThat(refusal.retryAfter()).isPositive();
        });
    }

    @Test
    void aTenantAtItsLimitTakesNoPlaceOfTheOthers() {
        // Given
        inFlight.enter(SMALL);

        // When
        refused(SMALL);
        refused(SMALL);

        // Then
        inFlight.enter(OTHER);
        inFlight.enter(OTHER);
        refused(OTHER);
    }

    @Test
    void aRefusalByTheReplicaTakesNoPlaceOfTheTenant() {
        // Given
        Place place = inFlight.enter(OTHER);
        inFlight.enter(OTHER);
        inFlight.enter(OTHER);

        // When
        refused(SMALL);
        place.close();

        // Then
        inFlight.enter(SMALL);
        refused(OTHER);
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        // Given
        Place place = inFlight.enter(SMALL);

        // When
        place.close();
        place.close();

        // Then
        inFlight.enter(SMALL);
        refused(SMALL);
    }

    @Test
    void aReplicaThatGoesDownTakesUploadsOnlyAsLongAsLoadBalancersNeed() {
        // Given
        InFlight patient = new InFlight(TestSettings.with(Map.of("shutdown.delay", "1m")));
        InFlight prompt = new InFlight(TestSettings.with(Map.of("shutdown.delay", "0s")));

        // When
        patient.goDown(null);
        prompt.goDown(null);

        // Then
        patient.enter(OTHER);
        assertThat(patient.count()).isEqualTo(1);
        assertThatThrownBy(() -> prompt.enter(OTHER)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.problem()).isEqualTo(Problem.SHUTTING_DOWN);
            assertThat(refusal.retryAfter()).isPositive();
        });
        assertThat(prompt.count()).isZero();
    }
}
