package io.kairosgateway.ledger;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What the ledger does for a verification, without the gateway around it, as fast as Redis takes it: recorded, found by who asks and by who
 * begins to wait, claimed, postponed once, claimed again, concluded, found by the waiter. So many are on their way at once.
 */
public final class RedisJourneys implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String KEY = "bench:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final int AT_ONCE = 64;
    private static final long PAUSE_NANOS = 200_000;

    private final Vertx vertx = Vertx.vertx();
    private final RedisLedger ledger;
    private final String result;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    /** @param result what is kept of each */
    public RedisJourneys(String url, String result) {
        this.result = result;
        RedisOptions options = new RedisOptions().setConnectionString(url).setMaxWaitingHandlers(4096);
        RedisCommands commands = new RedisCommands(vertx.getDelegate(), options, TIMEOUT);
        RedisChanges none =
                new RedisChanges(vertx.getDelegate(), commands, Redis.createClient(vertx, options), TIMEOUT);
        SealKeys keys = SealKeys.of(List.of(KEY));
        ledger = new RedisLedger(commands, none, new Seal(() -> keys), TIMEOUT, TTL, TTL, 1_000);
    }

    /** Begins them for so long, and returns when all are at their end: how many there were. */
    public int run(Duration time) {
        done.set(0);
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline || underWay.get() > 0) {
            int room = System.nanoTime() < deadline ? AT_ONCE - underWay.get() : 0;
            for (int i = 0; i < room; i++) {
                underWay.incrementAndGet();
                begun().subscribe().with(begun -> {}, this::failed);
            }
            ledger.claim(AT_ONCE, LEASE)
                    .await()
                    .atMost(TIMEOUT)
                    .forEach(claim -> settled(claim).subscribe().with(settled -> {}, this::failed));
            LockSupport.parkNanos(PAUSE_NANOS);
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
        return done.get();
    }

    private Uni<?> begun() {
        Verification verification = new Verification(
                new VerificationId(UUID.randomUUID().toString()),
                "default",
                Kind.DOCUMENT,
                "v0.1",
                null,
                Instant.now(),
                new State.Processing());
        return ledger.record(verification, Duration.ofMillis(1))
                .flatMap(recorded -> ledger.find(verification.id()))
                .flatMap(known -> ledger.find(verification.id()));
    }

    private Uni<?> settled(Ledger.Claim claim) {
        if (claim.polls() == 0) {
            return ledger.postpone(claim, 0, null, Duration.ofMillis(1));
        }
        VerificationId id = claim.verification().id();
        Decision decision = new Decision(Verdict.APPROVED, List.of(), new Scores(0.0, 0.0, 0.0), result);
        return ledger.conclude(claim.verification(), new State.Decided(decision, Instant.now()))
                .flatMap(concluded -> ledger.find(id))
                .invoke(told -> {
                    done.incrementAndGet();
                    underWay.decrementAndGet();
                });
    }

    private void failed(Throwable cause) {
        failure = cause;
    }

    @Override
    public void close() {
        ledger.close();
        vertx.close().await().atMost(TIMEOUT);
    }
}
