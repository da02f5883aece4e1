package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.ledger.Hold.Fate;
import io.kairosgateway.ledger.Hold.Reserved;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.verification.Verification;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What timed out at Redis and is executed after all, in every order: it holds nothing against anybody. */
class RedisLateHoldTest {

    private final RedisStand bench = new RedisStand(ProtocolVersion.RESP3);

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private static Hold hold() {
        return Hold.on("key", "document", LONG);
    }

    private OutageLedger replica() {
        return bench.replica(LONG, LONG);
    }

    private static void fails(Uni<?> call) {
        assertThatThrownBy(() -> get(call)).isInstanceOf(LedgerUnavailableException.class);
    }

    /** Asks until something other than unavailability is said. */
    private static Reserved reserved(Ledger ledger) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(ledger.reserve(hold(), LONG)), answer -> true);
    }

    private static void awaitFree(Ledger ledger) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(ledger.reserve(hold(), LONG)), new Reserved.Mine()::equals);
    }

    @Test
    void aReservationThatIsExecutedAfterItsReleaseTakesNothing() {
        // Given
        Ledger ledger = replica();
        Hold late = hold();
        get(ledger.release(late));

        // When
        Reserved nobodyHears = get(ledger.reserve(late, LONG));

        // Then
        assertThat(nobodyHears).isInstanceOf(Reserved.Taken.class);
        assertThat(get(ledger.commit(late, LONG))).isFalse();
        assertThat(get(ledger.reserve(hold(), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void theRetryAtTheSameReplicaNeverMeetsItsOwnGhost() {
        // Given
        Ledger ledger = replica();
        bench.server.freeze();
        fails(ledger.reserve(hold(), LONG));
        fails(ledger.reserve(hold(), LONG));

        // When
        bench.server.thaw();

        // Then
        assertThat(reserved(ledger)).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aReservationThatTimedOutIsUndoneForTheOtherReplicas() {
        // Given
        Ledger ledger = replica();
        Ledger other = replica();
        bench.server.freeze();
        fails(ledger.reserve(hold(), LONG));

        // When
        bench.server.thaw();

        // Then
        awaitFree(other);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitThatTimedOutLeavesNoDoubtOnceTheUploadWasGivenUp(boolean sameReplica) {
        // Given
        Ledger ledger = replica();
        Ledger other = replica();
        Hold hold = hold();
        get(ledger.reserve(hold, LONG));
        bench.server.freeze();
        fails(ledger.commit(hold, LONG));
        fails(ledger.release(hold));

        // When
        bench.server.thaw();

        // Then
        if (sameReplica) {
            assertThat(reserved(ledger)).isEqualTo(new Reserved.Mine());
        } else {
            awaitFree(other);
        }
    }

    @Test
    void aReleaseThatGotLostIsRepeatedUntilItIsConfirmed() {
        // Given
        try (FaultProxy proxy = FaultProxy.before(bench.vertx(), bench.server.port())) {
            Ledger ledger = bench.replicaBehind(proxy);
            Ledger other = replica();
            Hold hold = hold();
            get(ledger.reserve(hold, LONG));
            get(ledger.commit(hold, LONG));
            proxy.cut();
            fails(ledger.release(hold));
            assertThat(((Reserved.Taken) get(other.reserve(hold(), LONG))).fate())
                    .isEqualTo(new Fate.InFlight());

            // When
            proxy.heal();

            // Then
            awaitFree(other);
        }
    }

    @Test
    void aReleaseThatComesLateFreesNothingThatIsBoundOrAnothers() {
        // Given
        Ledger ledger = replica();
        Hold first = hold();
        get(ledger.reserve(first, LONG));
        get(ledger.release(first));
        Hold second = hold();
        get(ledger.reserve(second, LONG));
        get(ledger.commit(second, LONG));

        // When
        get(ledger.release(first));
        Verification verification = Samples.processing();
        get(ledger.record(verification, LONG, new Origin(second, null)));
        get(ledger.release(second));

        // Then
        assertThat(get(ledger.reserve(hold(), LONG)))
                .isEqualTo(new Reserved.Taken("document", new Fate.Bound(verification.id())));
    }
}
