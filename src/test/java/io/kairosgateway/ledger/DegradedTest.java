package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static io.kairosgateway.ledger.LedgerContract.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a replica does while a real Redis is away, and what comes of that when it is back. */
class DegradedTest {

    private RedisStand stand;
    private OutageLedger here;
    private OutageLedger other;

    @BeforeEach
    void start() {
        stand = new RedisStand(ProtocolVersion.RESP3);
        here = stand.replica(LONG, LONG);
        other = stand.replica(LONG, LONG);
    }

    @AfterEach
    void stop() throws Exception {
        stand.close();
    }

    /** How Redis goes away and comes back. */
    enum Outage {
        /** It comes back empty. */
        CRASH {
            @Override
            void begin(RedisStand stand) {
                stand.server.stop();
            }

            @Override
            void end(RedisStand stand) {
                stand.server.start();
            }
        },
        FREEZE {
            @Override
            void begin(RedisStand stand) {
                stand.server.freeze();
            }

            @Override
            void end(RedisStand stand) {
                stand.server.thaw();
            }
        },
        /** It reads, and has no memory for what is written. */
        FULL {
            @Override
            void begin(RedisStand stand) {
                stand.server.command("CONFIG", "SET", "maxmemory", "1");
            }

            @Override
            void end(RedisStand stand) {
                stand.server.command("CONFIG", "SET", "maxmemory", "0");
            }
        },
        /** It reads what it had, and waits for a master. */
        READ_ONLY {
            @Override
            void begin(RedisStand stand) {
                stand.server.command("REPLICAOF", "127.0.0.1", "1");
            }

            @Override
            void end(RedisStand stand) {
                stand.server.command("REPLICAOF", "NO", "ONE");
            }
        },
        WITHOUT_REPLICAS {
            @Override
            void begin(RedisStand stand) {
                stand.server.command("CONFIG", "SET", "min-replicas-to-write", "1");
            }

            @Override
            void end(RedisStand stand) {
                stand.server.command("CONFIG", "SET", "min-replicas-to-write", "0");
            }
        },
        WITHOUT_RIGHTS {
            @Override
            void begin(RedisStand stand) {
                stand.server.command("ACL", "SETUSER", "default", "-@write");
            }

            @Override
            void end(RedisStand stand) {
                stand.server.command("ACL", "SETUSER", "default", "+@all");
            }
        },
        BUSY {
            @Override
            void begin(RedisStand stand) {
                stand.server.command("CONFIG", "SET", "lua-time-limit", "20");
                try {
                    stand.server.sent("EVAL", "while true do end", "0");
                } catch (IOException unreachable) {
                    throw new UncheckedIOException(unreachable);
                }
            }

            @Override
            void end(RedisStand stand) {
                stand.server.command("SCRIPT", "KILL");
            }
        };

        abstract void begin(RedisStand stand);

        abstract void end(RedisStand stand);
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void whatWasSubmittedHereIsPolledEndedAndReadWithoutRedisAndKnownToAllAfterwards(Outage outage) {
        // Given one from before the outage, and one from it
        Verification before = recorded(here, Duration.ofMillis(300));
        outage.begin(stand);
        awaitDegraded();
        Verification during = recorded(here, Duration.ZERO);
        Queue<Change> heard = heard(here);
        Queue<Change> heardByOther = heard(other);

        // When
        State.Decided decision = Samples.decided(Verdict.APPROVED);
        for (Verification verification : List.of(before, during)) {
            assertThat(get(here.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
            assertThat(awaitClaim(here).verification()).isIn(before, during);
        }
        for (Verification verification : List.of(before, during)) {
            assertThat(get(here.conclude(verification, decision))).isTrue();
        }

        // Then
        for (Verification verification : List.of(before, during)) {
            assertThat(get(here.find(verification.id()))).isEqualTo(new Found.Known(verification.with(decision), null));
            assertThat(get(here.conclude(verification, Samples.decided(Verdict.REJECTED))))
                    .isFalse();
            assertThat(heard).contains(new Change.Of(verification.id()));
        }

        // When
        outage.end(stand);

        // Then
        for (Verification verification : List.of(before, during)) {
            soon().untilAsserted(() ->
                    assertThat(attempt(() -> state(other, verification.id()))).isEqualTo(decision));
            assertThat(state(here, verification.id())).isEqualTo(decision);
            soon().untilAsserted(() -> assertThat(heardByOther)
                    .containsAnyOf(new Change.Of(verification.id()), new Change.Resubscribed()));
        }
        soon().untilAsserted(() -> assertThat(here.degraded()).isFalse());
        assertThat(here.owed()).isZero();
        assertThat(get(other.claim(10, LONG))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Outage.class)
    void whatIsStillOpenAfterTheOutageIsPolledOnceMoreWhenItIsDue(Outage outage) {
        // Given
        Verification open = recorded(here, Duration.ofMillis(300));
        outage.begin(stand);
        awaitDegraded();
        Claim claim = awaitClaim(here);
        assertThat(get(here.postpone(claim, 1, null, Duration.ofSeconds(6)))).isTrue();
        assertThat(get(here.claim(10, LONG))).isEmpty();

        // When
        outage.end(stand);
        soon().untilAsserted(() -> assertThat(here.degraded()).isFalse());
        soon().untilAsserted(() ->
                assertThat(attempt(() -> state(other, open.id()))).isEqualTo(new State.Processing()));

        // Then
        Claim next = awaitClaim(other);
        assertThat(next.polls()).isGreaterThan(claim.polls());
        assertThat(get(here.claim(10, LONG))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL", "READ_ONLY", "WITHOUT_REPLICAS", "WITHOUT_RIGHTS"})
    void aRedisThatCannotBeWrittenIsReadAndSaysOfNothingThatItIsUnknown(Outage outage) {
        // Given
        Verification foreign = recorded(other, LONG);
        outage.begin(stand);
        awaitDegraded();

        // When another accepts one, which it alone knows, and this one has not noticed anything yet
        Verification accepted = recorded(here, LONG);

        // Then
        assertThat(get(here.find(foreign.id()))).isEqualTo(new Found.Known(foreign, null));
        assertUnavailable(() -> get(here.find(Samples.id())));
        assertUnavailable(() -> get(other.find(accepted.id())));
        outage.end(stand);
        soon().untilAsserted(() ->
                assertThat(attempt(() -> get(other.find(accepted.id())))).isEqualTo(new Found.Known(accepted, null)));
    }

    @Test
    void whatNeedsNoMemoryDoesNotMakeAFullRedisWhole() {
        // Given
        Verification foreign = recorded(other, LONG);
        Outage.FULL.begin(stand);
        awaitDegraded();

        // When
        assertThat(get(here.find(foreign.id()))).isInstanceOf(Found.Known.class);
        assertThat(get(here.backlog()).length()).isEqualTo(1);
        assertThat(get(here.forget(foreign.id()))).isTrue();

        // Then
        assertThat(here.degraded()).isTrue();
        assertUnavailable(() -> get(here.find(Samples.id())));
    }

    @Test
    void aValueThatCannotBeReadIsNoOutage() {
        // Given
        Verification verification = recorded(here, LONG);
        stand.send(Command.DEL, RedisKeys.verification(verification.id()));
        stand.send(Command.SET, RedisKeys.verification(verification.id()), "what somebody else writes");
        Verification another = recorded(other, LONG);
        stand.send(Command.HSET, RedisKeys.verification(another.id()), "submitted_at", "never");

        // When
        assertUnavailable(() -> get(other.find(verification.id())));
        assertUnavailable(() -> get(here.find(another.id())));

        // Then
        assertThat(here.degraded()).isFalse();
        assertThat(other.degraded()).isFalse();
    }

    @Test
    void nothingIsGuessedOfWhatOthersHave() {
        // Given
        Verification foreign = recorded(other, LONG);
        stand.server.stop();
        awaitDegraded();

        // Then
        assertUnavailable(() -> get(here.find(foreign.id())));
        assertUnavailable(() -> get(here.find(Samples.id())));
        assertUnavailable(() -> get(here.conclude(foreign, Samples.decided(Verdict.APPROVED))));
        assertUnavailable(() -> get(here.forget(foreign.id())));
        Hold hold = Hold.on("token", "", LONG);
        assertUnavailable(() -> get(here.reserve(hold, LONG)));
        assertUnavailable(() -> get(here.bound("token")));
        assertThat(get(here.claim(10, LONG))).isEmpty();
    }

    @Test
    void theFirstDecisionInRedisWinsOverOneThatWasMadeMeanwhile() {
        // Given a decision here that Redis is not told of before the other replica has told it its own
        Verification verification = recorded(here, Duration.ZERO);
        stand.server.stop();
        awaitDegraded();
        State.Decided later =
                new State.Decided(Samples.decided(Verdict.APPROVED).decision(), Samples.AT.plusSeconds(60));
        get(here.conclude(verification, later));
        State.Decided first = Samples.decided(Verdict.APPROVED);

        // When both write as soon as they can
        stand.server.start();
        RedisLedger redis = stand.ledger();
        soon().until(() -> {
            attempt(() -> get(redis.record(verification, LONG)));
            return attempt(() -> get(redis.conclude(verification, first))) != null;
        });

        // Then
        State.Ended won = (State.Ended) state(redis, verification.id());
        soon().untilAsserted(() -> assertThat(here.degraded()).isFalse());
        soon().untilAsserted(() -> assertThat(state(here, verification.id())).isEqualTo(won));
        assertThat(state(redis, verification.id())).isEqualTo(won);
    }

    @Test
    void aDecisionThatWasDeletedDoesNotComeBack() {
        // Given
        Verification verification = recorded(here, LONG);
        get(other.forget(verification.id()));
        soon().until(() -> get(here.find(verification.id())), Found.Forgotten.class::isInstance);

        // When
        stand.server.freeze();
        awaitDegraded();
        stand.server.thaw();
        soon().untilAsserted(() -> assertThat(here.degraded()).isFalse());

        // Then
        assertThat(get(other.find(verification.id()))).isInstanceOf(Found.Forgotten.class);
        assertThat(get(here.find(verification.id()))).isInstanceOf(Found.Forgotten.class);
    }

    private void awaitDegraded() {
        soon().until(() -> {
            // Writes, because a read may still succeed.
            get(here.count(Samples.id().value(), 1, LONG));
            return here.degraded();
        });
    }

    private static Claim awaitClaim(Ledger ledger) {
        return soon().until(() -> get(ledger.claim(1, LONG)), claims -> !claims.isEmpty())
                .get(0);
    }

    private static Queue<Change> heard(Ledger ledger) {
        Queue<Change> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe().with(heard::add);
        return heard;
    }

    /** Null while Redis is away. */
    private static <T> T attempt(Callable<T> call) {
        try {
            return call.call();
        } catch (LedgerUnavailableException away) {
            return null;
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(LedgerUnavailableException.class);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }
}
