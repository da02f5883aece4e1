package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Hold.Fate;
import io.kairosgateway.ledger.Hold.Reserved;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis has lost the due queue, a hold, or everything, and goes on as if nothing were. */
class RedisLossTest {

    private final RedisStand bench = new RedisStand(ProtocolVersion.RESP3);

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    private OutageLedger replica() {
        return bench.replica(LONG, LONG);
    }

    private static Hold hold(String name) {
        return Hold.on(name, "document", LONG);
    }

    private static <T> T eventually(Uni<T> call, Predicate<T> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(call), wanted);
    }

    private void loseTheQueue() {
        bench.send(Command.DEL, RedisKeys.DUE);
    }

    private static Hold committed(Ledger ledger, String name) {
        Hold hold = hold(name);
        assertThat(get(ledger.reserve(hold, LONG))).isEqualTo(new Reserved.Mine());
        assertThat(get(ledger.commit(hold, LONG))).isTrue();
        return hold;
    }

    private static VerificationId paid(Ledger ledger, String name) {
        Verification verification = Samples.processing();
        get(ledger.record(verification, LONG, new Origin(committed(ledger, name), null)));
        return verification.id();
    }

    @Test
    void openVerificationsThatAreInNoQueueAreFoundByTheSweep() {
        // Given: none of them is this replica's own.
        Ledger dead = bench.ledger();
        List<VerificationId> open = IntStream.range(0, 1_200)
                .mapToObj(i -> recorded(dead, LONG).id())
                .toList();
        Verification ended = recorded(dead, LONG);
        get(dead.conclude(ended, Samples.timedOut()));

        // When
        loseTheQueue();
        Ledger replica = replica();

        // Then
        List<VerificationId> claimed = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            get(replica.claim(500, LONG)).stream()
                    .map(claim -> claim.verification().id())
                    .forEach(claimed::add);
            return claimed.size() >= open.size();
        });
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(open);
    }

    @Test
    void whoeverReadsAnOpenVerificationThatIsInNoQueuePutsItBack() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, LONG).id();
        loseTheQueue();

        // When
        get(ledger.find(id));

        // Then
        assertThat(eventually(ledger.claim(1, LONG), claims -> !claims.isEmpty()))
                .extracting(claim -> claim.verification().id())
                .containsExactly(id);
    }

    @Test
    void whoeverReadsOneThatIsInTheQueueDoesNotHastenIt() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, LONG).id();
        String score = bench.send(Command.ZSCORE, RedisKeys.DUE, id.value()).toString();

        // When
        get(ledger.find(id));
        VerificationId witness = recorded(ledger, Duration.ZERO).id();
        eventually(ledger.claim(10, LONG), claims -> !claims.isEmpty());

        // Then
        assertThat(witness).isNotEqualTo(id);
        assertThat(bench.send(Command.ZSCORE, RedisKeys.DUE, id.value()).toString())
                .isEqualTo(score);
    }

    @Test
    void whatIsPolledWhileTheQueueGetsLostIsDueAgain() {
        // Given
        Ledger ledger = bench.ledger();
        recorded(ledger, Duration.ZERO);
        Claim claim =
                eventually(ledger.claim(1, LONG), claims -> !claims.isEmpty()).get(0);
        loseTheQueue();

        // When
        boolean postponed = get(ledger.postpone(claim, 0, null, Duration.ZERO));

        // Then
        assertThat(postponed).isTrue();
        assertThat(eventually(ledger.claim(1, LONG), claims -> !claims.isEmpty()))
                .extracting(Claim::verification)
                .containsExactly(claim.verification());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAnEmptyRestartNothingThatAReplicaKnowsIsPaidTwice(boolean restarted) {
        // Given
        Ledger first = replica();
        Ledger second = replica();
        VerificationId id = paid(first, "bound");
        Hold unknown = committed(first, "in-doubt");
        get(first.doubt(unknown));
        Hold running = hold("running");
        get(first.reserve(running, LONG));
        Hold cameToNothing = committed(first, "free");
        get(first.release(cameToNothing));

        // When
        if (restarted) {
            bench.server.stop();
            bench.server.start();
        } else {
            bench.clear();
        }

        // Then: whatever is said first is true already, at both.
        for (Ledger replica : List.of(second, first)) {
            assertThat(eventually(replica.reserve(hold("bound"), LONG), answer -> true))
                    .isEqualTo(new Reserved.Taken("document", new Fate.Bound(id)));
            assertThat(eventually(replica.reserve(hold("in-doubt"), LONG), answer -> true))
                    .isEqualTo(new Reserved.Taken("document", new Fate.InDoubt()));
            assertThat(eventually(replica.reserve(hold("running"), LONG), answer -> true))
                    .isEqualTo(new Reserved.Taken("document", new Fate.InFlight()));
        }
        assertThat(eventually(second.find(id), answer -> true)).isInstanceOf(Found.Known.class);
        assertThat(eventually(second.reserve(hold("free"), LONG), answer -> true))
                .isEqualTo(new Reserved.Mine());
        assertThat(get(first.commit(running, LONG))).isTrue();
    }

    @Test
    void theReplicaThatKnowsAHoldNeedsNobodyToTellItThatRedisLostIt() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = paid(ledger, "bound");

        // When
        bench.clear();

        // Then
        assertThat(get(ledger.reserve(hold("bound"), LONG)))
                .isEqualTo(new Reserved.Taken("document", new Fate.Bound(id)));
    }

    @Test
    void anUploadThatTookALostPlaceIsNotFinished() {
        // Given
        RedisLedger first = bench.ledger();
        Ledger second = replica();
        VerificationId id = paid(first, "bound");
        bench.send(Command.DEL, RedisKeys.hold("bound"));
        Hold another = hold("bound");
        assertThat(get(second.reserve(another, LONG))).isEqualTo(new Reserved.Mine());

        // When
        first.writeBackHolds();
        LedgerContract.get(first.tend());

        // Then
        Awaitility.await().until(() -> get(second.bound("bound")).isPresent());
        assertThat(get(second.commit(another, LONG))).isFalse();
        assertThat(get(second.reserve(hold("bound"), LONG)))
                .isEqualTo(new Reserved.Taken("document", new Fate.Bound(id)));
    }

    @Test
    void aNewReplicaOnAnEmptyRedisTakesUploadsAtOnce() {
        // Given
        Ledger ledger = replica();

        // When
        Reserved first = get(ledger.reserve(hold("first"), LONG));

        // Then
        assertThat(first).isEqualTo(new Reserved.Mine());
    }
}
