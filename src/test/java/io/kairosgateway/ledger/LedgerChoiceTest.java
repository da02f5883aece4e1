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
        Awaitility.await().until(() -> heard.contains(new Change.Resubscribed()));
        VerificationId id = recorded(ledger, LONG).id();

        // When
        get(ledger.conclude(id, Samples.timedOut()));

        // Then
        assertThat(ledger).isInstanceOf(RedisLedger.class);
        assertThat(LedgerContract.state(ledger, id)).isEqualTo(Samples.timedOut());
        Awaitility.await().untilAsserted(() -> assertThat(heard).contains(new Change.Of(id)));
    }
}
