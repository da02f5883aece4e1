package io.kairosgateway.ledger;

import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real server with ledgers on it, as the application builds them. */
final class RedisStand implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final String KEY_A = "a:" + Base64.getEncoder().encodeToString(new byte[32]);
    static final String KEY_B =
            "b:" + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());

    final RealRedis server = RealRedis.started();

    private final Vertx vertx = Vertx.vertx();
    private final ProtocolVersion version;
    private final Redis raw;
    private final List<AutoCloseable> open = new ArrayList<>();

    private String user = "";

    RedisStand(ProtocolVersion version) {
        this.version = version;
        this.raw = client();
    }

    /** Makes the ledgers from now on with the given name and password. */
    void as(String name, String password) {
        user = name + ":" + password + "@";
    }

    RedisLedger ledger() {
        return ledger(LedgerContract.LONG, LedgerContract.LONG.multipliedBy(2), KEY_A);
    }

    RedisLedger ledger(Duration ttl, Duration ownershipTtl, String... keys) {
        return ledger(ttl, ownershipTtl, Duration.ofSeconds(10), keys);
    }

    RedisLedger ledger(Duration ttl, Duration ownershipTtl, Duration heartbeat, String... keys) {
        return ledger(options(), ttl, ownershipTtl, heartbeat, client(), keys);
    }

    /** One that hears of changes by the given client. */
    RedisLedger ledger(Redis events) {
        return ledger(
                options(),
                LedgerContract.LONG,
                LedgerContract.LONG.multipliedBy(2),
                Duration.ofMillis(500),
                events,
                KEY_A);
    }

    private RedisLedger ledger(
            RedisOptions options,
            Duration ttl,
            Duration ownershipTtl,
            Duration heartbeat,
            Redis events,
            String... keys) {
        RedisCommands commands = new RedisCommands(vertx.getDelegate(), options, TIMEOUT);
        RedisChanges changes = new RedisChanges(vertx.getDelegate(), commands, events, heartbeat);
        RedisLedger ledger = new RedisLedger(
                commands, changes, new Seal(() -> SealKeys.of(List.of(keys))), TIMEOUT, ttl, ownershipTtl, 1_000);
        open.add(ledger);
        // As the start does.
        ledger.keysProblem();
        return ledger;
    }

    /** As a replica has it, with its own verifications beside Redis. */
    OutageLedger replica(Duration ttl, Duration ownershipTtl) {
        return replica(options(), ttl, ownershipTtl, Clock.systemUTC());
    }

    OutageLedger replica(Duration ttl, Duration ownershipTtl, InstantSource clock) {
        return replica(options(), ttl, ownershipTtl, clock);
    }

    /** A replica that reaches Redis by another port. */
    OutageLedger replicaBehind(FaultProxy proxy) {
        return replica(
                options().setConnectionString("redis://127.0.0.1:" + proxy.port()),
                LedgerContract.LONG,
                LedgerContract.LONG.multipliedBy(2),
                Clock.systemUTC());
    }

    io.vertx.core.Vertx vertx() {
        return vertx.getDelegate();
    }

    private OutageLedger replica(RedisOptions options, Duration ttl, Duration ownershipTtl, InstantSource clock) {
        RedisLedger redis = ledger(options, ttl, ownershipTtl, Duration.ofMillis(500), client(), KEY_A);
        OutageLedger replica =
                new OutageLedger(redis, new OwnVerifications(clock, 1_000, 1 << 24, ttl), vertx.getDelegate());
        open.add(replica);
        return replica;
    }

    /** A client that throws when it is to connect, and when a connection of its is to be closed. */
    Redis throwingWhile(AtomicBoolean broken) {
        return Redis.newInstance(throwing(io.vertx.redis.client.Redis.class, client().getDelegate(), broken));
    }

    private static <T> T throwing(Class<T> type, T delegate, AtomicBoolean broken) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (it, method, args) -> {
            if (broken.get()
                    && (method.getName().equals("connect") || method.getName().equals("close"))) {
                throw new IllegalStateException("thrown");
            }
            Object answer = method.invoke(delegate, args);
            return method.getName().equals("connect") && answer instanceof Future<?> connecting
                    ? connecting.map(made -> throwing(RedisConnection.class, (RedisConnection) made, broken))
                    : answer;
        }));
    }

    Response send(Command command, String... args) {
        Request request = Request.cmd(command);
        for (String arg : args) {
            request = request.arg(arg);
        }
        return raw.send(request).await().atMost(Duration.ofSeconds(10));
    }

    void clear() {
        send(Command.FLUSHALL);
    }

    /** Ends what {@link #ledger} has made; the server goes on. */
    void closeLedgers() throws Exception {
        for (AutoCloseable ledger : open) {
            ledger.close();
        }
        open.clear();
    }

    @Override
    public void close() throws Exception {
        closeLedgers();
        vertx.closeAndAwait();
        server.close();
    }

    private Redis client() {
        return Redis.createClient(vertx, options());
    }

    private RedisOptions options() {
        return new RedisOptions()
                .setConnectionString(server.url().replace("//", "//" + user))
                .setPreferredProtocolVersion(version)
                .setMaxWaitingHandlers(4096)
                .setNetClientOptions(new NetClientOptions().setConnectTimeout(2_000));
    }
}
