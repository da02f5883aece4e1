package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a replica is allowed to do with Redis, and that it finds out and says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTrialTest {

    private final RedisStand stand = new RedisStand(ProtocolVersion.RESP3);

    static Set<String> tried() {
        Set<String> tried = new TreeSet<>(Rights.needed());
        // The way to try, the greeting without which there is no connection, and what has a connection of its own.
        tried.removeAll(Set.of("EVAL", "HELLO", "SUBSCRIBE"));
        return tried;
    }

    @BeforeEach
    void allow() throws Exception {
        stand.closeLedgers();
        stand.server.command(Rights.line().toArray(String[]::new));
        stand.as(Rights.USER, Rights.PASSWORD);
    }

    @AfterAll
    void stop() throws Exception {
        stand.close();
    }

    private void change(String... rules) {
        String[] command = new String[rules.length + 3];
        command[0] = "ACL";
        command[1] = "SETUSER";
        command[2] = Rights.USER;
        System.arraycopy(rules, 0, command, 3, rules.length);
        stand.server.command(command);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    private static void assertDenied(RedisLedger ledger, String... rights) {
        soon().untilAsserted(() -> {
            assertThatThrownBy(() -> get(ledger.tried())).isInstanceOf(LedgerUnavailableException.class);
            assertThat(ledger.denied()).containsExactlyInAnyOrder(rights);
        });
    }

    private RedisLedger hearing() {
        RedisLedger ledger = stand.ledger();
        ledger.changes().subscribe().with(change -> {});
        return ledger;
    }

    @ParameterizedTest
    @MethodSource("tried")
    void eachCommandThatIsDeniedIsNamed(String command) {
        // Given
        RedisLedger ledger = hearing();
        soon().until(() -> !ledger.deaf());
        get(ledger.tried());

        // When
        change("-" + command.toLowerCase());

        // Then
        assertDenied(ledger, command);
        change("+" + command.toLowerCase());
        soon().untilAsserted(() -> get(ledger.tried()));
        assertThat(ledger.denied()).isEmpty();
    }

    @Test
    void scriptsThatAreDeniedAreNamed() {
        change("-eval");
        assertDenied(stand.ledger(), "EVAL");
    }

    @Test
    void keysThatAreDeniedAreNamed() {
        change("resetkeys", "~another:*");
        assertDenied(stand.ledger(), "EVAL on the keys {kairos-gateway}:*");
    }

    @Test
    void aChannelThatIsDeniedIsNamedAndNothingIsRefusedAfterItIsDoneAndWaitersHereStillHear() {
        // Given
        change("resetchannels");
        RedisLedger ledger = hearing();

        // Then
        assertDenied(ledger, "PUBLISH", "SUBSCRIBE");

        // When
        OutageLedger replica = stand.replica(LONG, LONG);
        soon().until(replica::degraded);
        assertThat(replica.proved()).isFalse();
        Queue<Ledger.Change> heard = new ConcurrentLinkedQueue<>();
        replica.changes().subscribe().with(heard::add);
        Verification verification = recorded(ledger, LONG);
        assertThat(get(replica.conclude(verification, Samples.decided(Verdict.APPROVED))))
                .isTrue();
        assertThat(get(replica.forget(verification.id()))).isTrue();

        // Then
        assertThat(heard).contains(new Ledger.Change.Of(verification.id()));
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Forgotten(verification.tenant()));

        // When
        change("&" + RedisKeys.CHANGES);

        // Then
        soon().until(() -> replica.proved() && !replica.degraded() && !replica.deaf());
    }

    @Test
    void aRedisThatHasNeverWorkedIsNotProved() {
        // Given
        stand.as(Rights.USER, "another-password");
        OutageLedger replica = stand.replica(LONG, LONG);

        // When
        soon().until(replica::degraded);

        // Then
        assertThat(replica.proved()).isFalse();
        change(">another-password");
        soon().until(() -> replica.proved() && !replica.degraded());

        // When
        change("-@all");
        soon().until(() -> {
            get(replica.count(Samples.id().value(), 1, LONG));
            return replica.degraded();
        });

        // Then
        assertThat(replica.proved()).isTrue();
    }
}
