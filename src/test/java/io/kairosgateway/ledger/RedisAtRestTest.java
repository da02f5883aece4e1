package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static io.kairosgateway.ledger.Samples.decided;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be learnt from Redis, and done to it, by who has no key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisAtRestTest {

    private final RedisStand bench = new RedisStand(ProtocolVersion.RESP2);

    @AfterEach
    void clear() throws Exception {
        bench.closeLedgers();
        bench.clear();
    }

    @AfterAll
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void nothingThatKairosSaidIsInRedisInTheClear() {
        // Given
        Ledger ledger = bench.ledger();
        Verification concluded = recorded(ledger, Duration.ZERO);
        Ledger.Claim claim = get(ledger.claim(1, LONG)).get(0);

        // When
        get(ledger.record(
                Samples.verification(Samples.failed(Samples.RESULT)),
                LONG,
                new Ledger.Origin(null, new LastAnswer(200, "text/x-secret-type", Samples.CANARY))));
        get(ledger.postpone(claim, 0, new LastAnswer(404, "text/x-secret-type", Samples.CANARY), LONG));
        get(ledger.conclude(concluded, decided(Verdict.REJECTED)));

        // Then
        assertThat(everything())
                .anySatisfy(value -> assertThat(value).contains(concluded.id().value()))
                .anySatisfy(value -> assertThat(value).isEqualTo("rejected"))
                .allSatisfy(value -> assertThat(value)
                        .doesNotContain("Canary")
                        .doesNotContain("DOCUMENT_EXPIRED")
                        .doesNotContain("0.995")
                        .doesNotContain("secret-type"));
    }

    @Test
    void ownershipHoldsTheTenantOnlyAndEverythingExpires() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, LONG).id();

        // When
        String owner = bench.send(Command.GET, RedisKeys.owner(id)).toString();

        // Then
        assertThat(owner).isEqualTo(Samples.TENANT);
        assertThat(bench.send(Command.PTTL, RedisKeys.verification(id)).toLong())
                .isBetween(1L, LONG.toMillis());
        assertThat(bench.send(Command.PTTL, RedisKeys.owner(id)).toLong())
                .isBetween(LONG.toMillis(), LONG.multipliedBy(2).toMillis());
    }

    @Test
    void anExpiredOneLeavesTheQueueAtTheNextClaim() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, Duration.ZERO).id();
        bench.send(Command.DEL, RedisKeys.verification(id));

        // When
        List<Ledger.Claim> claims = get(ledger.claim(10, LONG));

        // Then
        assertThat(claims).isEmpty();
        assertThat(bench.send(Command.ZCARD, RedisKeys.DUE).toLong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Canary",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void aTraceThatIsNoneIsNothing(String garbage) {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, Duration.ZERO).id();
        bench.send(Command.HSET, RedisKeys.verification(id), "trace", garbage);

        // When
        Ledger.Claim claim = get(ledger.claim(1, LONG)).get(0);

        // Then
        assertThat(claim.verification().trace()).isNull();
        assertThat(get(ledger.find(id))).isEqualTo(new Ledger.Found.Known(claim.verification(), null));
    }

    @Test
    void oneThatCannotBeReadDoesNotKeepOthersFromBeingClaimed() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId unreadable = recorded(ledger, Duration.ZERO).id();
        VerificationId readable = recorded(ledger, Duration.ZERO).id();
        bench.send(Command.HSET, RedisKeys.verification(unreadable), "kind", "of-a-later-version");

        // When
        List<Ledger.Claim> claims = get(ledger.claim(10, LONG));

        // Then
        assertThat(claims).extracting(claim -> claim.verification().id()).containsExactly(readable);
    }

    @Test
    void withAnotherKeyAResultIsNotReadableAndNothingIsSaidOfIt() {
        // Given
        VerificationId id = decidedIn(bench.ledger());

        // When
        Ledger stranger = bench.ledger(LONG, LONG, RedisStand.KEY_B);

        // Then
        assertThatThrownBy(() -> get(stranger.find(id)))
                .isInstanceOfSatisfying(
                        ResultUnreadableException.class,
                        told -> assertThat(told.problem()).isEqualTo(Problem.RESULT_UNREADABLE))
                .hasNoCause()
                .hasMessageNotContaining("key");
    }

    @Test
    void anotherKeyUnderAKnownIdIsTold() {
        // Given
        bench.ledger(LONG, LONG, RedisStand.KEY_A);

        // When
        String other = "a:" + RedisStand.KEY_B.substring(2);
        RedisLedger stranger = bench.ledger(LONG, LONG, other);
        RedisLedger rotated = bench.ledger(LONG, LONG, RedisStand.KEY_B, RedisStand.KEY_A);

        // Then
        assertThat(stranger.keysProblem())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("GATEWAY_ENCRYPTION_KEYS: the key a ")
                        .doesNotContain(other.substring(2)));
        assertThat(rotated.keysProblem()).isEmpty();
        assertThat(everything())
                .noneMatch(value ->
                        value.contains(RedisStand.KEY_A.substring(2)) || value.contains(RedisStand.KEY_B.substring(2)));
    }

    @Test
    void afterARotationOldResultsStillOpenAndNewOnesHaveTheNewKey() {
        // Given
        VerificationId old = decidedIn(bench.ledger());
        Ledger rotated = bench.ledger(LONG, LONG, RedisStand.KEY_B, RedisStand.KEY_A);

        // When
        VerificationId fresh = decidedIn(rotated);

        // Then
        assertThat(LedgerContract.state(rotated, old)).isEqualTo(decided(Verdict.APPROVED));
        Ledger onlyNew = bench.ledger(LONG, LONG, RedisStand.KEY_B);
        assertThat(LedgerContract.state(onlyNew, fresh)).isEqualTo(decided(Verdict.APPROVED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rejected", "review", "failed", "timed_out", "nonsense"})
    void aStatusThatSomebodyChangedIsNotBelieved(String forged) {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = decidedIn(ledger);

        // When
        bench.send(Command.HSET, RedisKeys.verification(id), "status", forged);

        // Then
        assertThatThrownBy(() -> get(ledger.find(id))).isInstanceOf(ResultUnreadableException.class);
    }

    @Test
    void aResultThatSomebodyCopiedToAnotherVerificationIsNotBelieved() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId approved = decidedIn(ledger);
        VerificationId other = recorded(ledger, LONG).id();

        // When
        bench.send(Command.EVAL, """
                redis.call('HSET', KEYS[2], 'status', 'approved', 'state', redis.call('HGET', KEYS[1], 'state'))
                """, "2", RedisKeys.verification(approved), RedisKeys.verification(other));

        // Then
        assertThat(get(ledger.find(approved))).isInstanceOf(Found.Known.class);
        assertThatThrownBy(() -> get(ledger.find(other))).isInstanceOf(ResultUnreadableException.class);
    }

    @Test
    void anApprovalWithoutASealedDecisionIsNotBelieved() {
        // Given
        Ledger ledger = bench.ledger();
        VerificationId id = recorded(ledger, LONG).id();

        // When
        bench.send(Command.HSET, RedisKeys.verification(id), "status", "approved");

        // Then
        assertThatThrownBy(() -> get(ledger.find(id))).isInstanceOf(ResultUnreadableException.class);
    }

    private static VerificationId decidedIn(Ledger ledger) {
        VerificationId id = recorded(ledger, LONG).id();
        assertThat(get(ledger.conclude(Samples.of(id), decided(Verdict.APPROVED))))
                .isTrue();
        return id;
    }

    /** Every key and value that the server holds, both readings of each: bytes that are text in neither are sealed. */
    private List<String> everything() {
        List<String> everything = new ArrayList<>();
        for (Response key : bench.send(Command.KEYS, "*")) {
            everything.add(key.toString());
            String type = bench.send(Command.TYPE, key.toString()).toString();
            collect(
                    everything,
                    switch (type) {
                        case "hash" -> bench.send(Command.HGETALL, key.toString());
                        case "zset" -> bench.send(Command.ZRANGE, key.toString(), "0", "-1");
                        default -> bench.send(Command.GET, key.toString());
                    });
        }
        return everything;
    }

    private static void collect(List<String> into, Response response) {
        if (response.type() == ResponseType.MULTI) {
            response.forEach(item -> collect(into, item));
        } else {
            into.add(response.toString(UTF_8));
            into.add(response.toString(ISO_8859_1));
        }
    }
}
