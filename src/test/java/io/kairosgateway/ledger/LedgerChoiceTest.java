package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.testing.RealRedisResource;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The ledger as the application wires it, on Quarkus' own clients. */
@QuarkusTest
@QuarkusTestResource(value = RealRedisResource.class, restrictToAnnotatedClass = true)
class LedgerChoiceTest {

    @Inject
    Ledger ledger;

    @Test
    void withARedisUrlTheLedgerIsInRedisAndTellsOfChanges() {
        // Given
        Queue<Change> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe().with(heard::add);
        List<Change> made = new ArrayList<>();

        // When: hints begin with the subscription, which others share and which may not be there yet.
        Awaitility.await().until(() -> {
            VerificationId id = recorded(ledger, LONG).id();
            get(ledger.conclude(Samples.of(id), Samples.timedOut()));
            made.add(new Change.Of(id));
            return heard.stream().anyMatch(made::contains);
        });

        // Then
        assertThat(ledger).isInstanceOf(OutageLedger.class);
        VerificationId last = ((Change.Of) made.get(made.size() - 1)).id();
        assertThat(LedgerContract.state(ledger, last)).isEqualTo(Samples.timedOut());
    }
}
