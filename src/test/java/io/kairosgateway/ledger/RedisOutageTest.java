package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens while Redis is away, and that everything is back when it is. */
class RedisOutageTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private RedisStand bench;

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aLostSubscriptionIsMadeAgain(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Ledger ledger = ledger();
        Queue<Change> heard = subscribed(ledger);
        VerificationId id = recorded(ledger, LONG).id();

        // When
        bench.send(Command.CLIENT, "KILL", "TYPE", "pubsub");

        // Then
        awaitResubscriptions(heard, 2);
        get(ledger.conclude(Samples.of(id), Samples.timedOut()));
        Awaitility.await().untilAsserted(() -> assertThat(heard).contains(new Change.Of(id)));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aStoppedServerMakesTheLedgerUnavailableUntilItIsBack(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        RedisLedger ledger = ledger();
        Queue<Change> heard = subscribed(ledger);
        bench.server.stop();

        // When
        List<CompletableFuture<?>> calls = everyCall(ledger);

        // Then
        assertThat(calls).allSatisfy(RedisOutageTest::isUnavailable);
        bench.server.start();
        awaitBack(ledger);
        Awaitility.await()
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(ledger.find(Samples.id())), new Found.Unknown()::equals);
        awaitResubscriptions(heard, 2);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void whatAnotherReplicaMayStillOweIsNotCalledUnknown(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Ledger ledger = ledger();
        Ledger other = ledger();
        Verification accepted = Samples.processing();
        bench.server.stop();
        assertThat(everyCall(ledger)).allSatisfy(RedisOutageTest::isUnavailable);

        // When
        bench.server.start();
        Awaitility.await()
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(ledger.claim(1, LONG)).isEmpty());

        // Then
        assertThat(List.<CompletableFuture<?>>of(ledger.find(accepted.id()).subscribeAsCompletionStage()))
                .allSatisfy(RedisOutageTest::isUnavailable);
        get(other.record(accepted, LONG));
        assertThat(get(ledger.find(accepted.id()))).isInstanceOf(Found.Known.class);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aFrozenServerMakesTheLedgerUnavailableUntilItThaws(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Ledger ledger = ledger();
        Queue<Change> heard = subscribed(ledger);
        VerificationId id = recorded(ledger, LONG).id();
        bench.server.freeze();

        // When
        List<CompletableFuture<?>> calls = everyCall(ledger);

        // Then
        assertThat(calls).allSatisfy(RedisOutageTest::isUnavailable);
        bench.server.thaw();
        Awaitility.await()
                .ignoreException(LedgerUnavailableException.class)
                .until(() -> get(ledger.find(id)), Found.Known.class::isInstance);
        awaitResubscriptions(heard, 2);
        Awaitility.await().untilAsserted(() -> assertThat(subscriptions()).isEqualTo(1));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aQuietChannelIsNotTakenForADeadOne(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Queue<Change> heard = subscribed(ledger());
        long published = publications();

        // When
        Awaitility.await().until(() -> publications() >= published + 4);

        // Then
        assertThat(heard).containsExactly(new Change.Resubscribed());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aBurstWaitsItsTurn(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Ledger ledger = ledger();
        List<Uni<Found>> burst = IntStream.range(0, 2_000)
                .mapToObj(i -> ledger.find(Samples.id()))
                .toList();

        // When
        List<Found> found = get(Uni.join().all(burst).andCollectFailures());

        // Then
        assertThat(found).hasSize(2_000).containsOnly(new Found.Unknown());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void whileTheServerIsAwayAReplicaCountsForItself(ProtocolVersion version) {
        // Given
        bench = new RedisStand(version);
        Ledger ledger = ledger();
        bench.server.stop();

        // When
        List<Boolean> within = Stream.of(1, 2, 3)
                .map(i -> get(ledger.count("one", 2, LONG)).within())
                .toList();

        // Then
        assertThat(within).containsExactly(true, true, false);
    }

    /** As the loop does that looks for it. */
    private static void awaitBack(RedisLedger ledger) {
        Awaitility.await().ignoreException(LedgerUnavailableException.class).until(() -> {
            get(ledger.tried());
            return true;
        });
        ledger.isBack();
    }

    private RedisLedger ledger() {
        return bench.ledger(LONG, LONG, HEARTBEAT, RedisStand.KEY_A);
    }

    private static List<CompletableFuture<?>> everyCall(Ledger ledger) {
        Ledger.Claim claim = new Ledger.Claim(Samples.processing(), 0, 0, 1);
        Hold hold = Hold.on("held", "document", LONG);
        return Stream.<Uni<?>>of(
                        ledger.record(Samples.processing(), LONG),
                        ledger.find(Samples.id()),
                        ledger.claim(10, LONG),
                        ledger.postpone(claim, 0, null, LONG),
                        ledger.conclude(Samples.processing(), Samples.timedOut()),
                        ledger.forget(Samples.id()),
                        ledger.receipt(Samples.id()),
                        ledger.reserve(hold, LONG),
                        ledger.commit(hold, LONG),
                        ledger.release(hold),
                        ledger.doubt(hold),
                        ledger.bound("held"))
                .<CompletableFuture<?>>map(Uni::subscribeAsCompletionStage)
                .toList();
    }

    private static void isUnavailable(CompletableFuture<?> call) {
        assertThat(call)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(LedgerUnavailableException.class);
    }

    private Queue<Change> subscribed(Ledger ledger) {
        Queue<Change> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe().with(heard::add);
        awaitResubscriptions(heard, 1);
        return heard;
    }

    private static void awaitResubscriptions(Queue<Change> heard, int atLeast) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(heard)
                        .filteredOn(change -> change instanceof Change.Resubscribed)
                        .hasSizeGreaterThanOrEqualTo(atLeast));
    }

    private int subscriptions() {
        return bench.send(Command.PUBSUB, "NUMSUB", RedisKeys.CHANGES).get(1).toInteger();
    }

    /** How many messages have been published on this server. */
    private long publications() {
        String stats = bench.send(Command.INFO, "commandstats").toString();
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_publish:calls="))
                .mapToLong(line -> Long.parseLong(line.replaceAll("cmdstat_publish:calls=(\\d+),.*", "$1")))
                .sum();
    }
}
