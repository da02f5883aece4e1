package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.sandbox.KairosSimulator;
import io.kairosgateway.sandbox.SimulatorOptions;
import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.KairosRecord;
import io.kairosgateway.testing.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Three replicas as processes, one real Redis and one simulated Kairos. */
final class Cluster implements AutoCloseable {

    static final int REPLICAS = 3;

    /** How long a replica that has died keeps its ids; longer than two GETs at the limit of the guard. */
    static final Duration LEASE = Duration.ofSeconds(5);

    private static final int SCALE = Integer.getInteger("cluster.scale", 4);
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final Vertx vertx = Vertx.vertx();
    private final KairosSimulator simulator = await(KairosSimulator.start(vertx, SimulatorOptions.defaults()));
    private final RealRedis redis = RealRedis.started();
    private final List<Replica> replicas =
            IntStream.range(0, REPLICAS).mapToObj(number -> replica()).toList();
    private final Clients clients = new Clients(vertx, this);

    private volatile boolean apart;

    private Cluster() {
        startMissing();
    }

    static Cluster start() {
        return new Cluster();
    }

    /** Durations of tests and of the poll schedule are a quarter of the full ones, or as {@code -Dcluster.scale=1} says. */
    static Duration scaled(Duration full) {
        return full.dividedBy(SCALE);
    }

    private Replica replica() {
        FaultProxy toRedis = FaultProxy.before(vertx, redis.port());
        FaultProxy toKairos = FaultProxy.before(vertx, simulator.port());
        GatewayProcess.Launch launch = GatewayProcess.of("http://localhost:" + toKairos.port() + "/v0.1")
                .with("REDIS_URL", "redis://127.0.0.1:" + toRedis.port())
                .with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY)
                .with("GATEWAY_WATCH_FIRST_POLL", scaled(Schedule.FIRST))
                .with("GATEWAY_WATCH_MAX_INTERVAL", scaled(Schedule.LONGEST))
                .with("GATEWAY_WATCH_MIN_FIRST_POLL", scaled(Schedule.EARLIEST))
                .with("GATEWAY_WATCH_MAX_FIRST_POLL", scaled(Schedule.LATEST))
                .with("GATEWAY_WATCH_SECOND_POLL", scaled(Schedule.SECOND))
                .with("GATEWAY_WATCH_TICK", "50ms")
                .with("GATEWAY_WATCH_LEASE", LEASE)
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "2s")
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_DELAY", "1s")
                .option("-Xmx128m")
                .option("-XX:+UseSerialGC")
                .option("-XX:TieredStopAtLevel=1");
        return new Replica(toRedis, toKairos, launch);
    }

    /** As new for a test: all is restored, and nothing of what was before is in Kairos' record or unread in the logs. */
    void heal() {
        restore();
        record().forget();
        complaints();
    }

    /** The proxies let everything pass, Redis runs, and every replica is up. */
    void restore() {
        replicas.forEach(replica -> {
            replica.redis().heal();
            replica.kairos().heal();
        });
        redis.thaw();
        apart = false;
        startMissing();
    }

    /** All at once: most of a start is waiting for the others' use of the processors. */
    private void startMissing() {
        List<CompletableFuture<Void>> starts = replicas.stream()
                .filter(replica -> !replica.running())
                .map(replica -> CompletableFuture.runAsync(replica::start, command -> new Thread(command).start()))
                .toList();
        starts.forEach(CompletableFuture::join);
    }

    List<Replica> replicas() {
        return replicas;
    }

    Replica replica(int number) {
        return replicas.get(Math.floorMod(number, REPLICAS));
    }

    /** The replica to which a load balancer sends a call that would be this one's: the next one when this one is down. */
    Replica reachable(int number) {
        return IntStream.range(number, number + REPLICAS)
                .mapToObj(this::replica)
                .filter(Replica::running)
                .findFirst()
                .orElse(replica(number));
    }

    Clients clients() {
        return clients;
    }

    RealRedis redis() {
        return redis;
    }

    /**
     * From here until all is restored, one replica may fail to write to a Redis that the others reach, cut off from it or out of time. What
     * it accepts then they cannot know of until it has written it.
     */
    void apart() {
        apart = true;
    }

    boolean isApart() {
        return apart;
    }

    void everyRedisLink(Consumer<FaultProxy> change) {
        replicas.forEach(replica -> change.accept(replica.redis()));
    }

    KairosRecord record() {
        return new KairosRecord(simulator.port());
    }

    /** The number of the replica from which a request that Kairos has recorded came. */
    int origin(Map<String, Object> request) {
        int port = (Integer) request.get("client_port");
        return IntStream.range(0, REPLICAS)
                .filter(number -> replicas.get(number).kairos().isBehind(port))
                .findFirst()
                .orElseThrow();
    }

    /** Closes the connections on which the replicas hear of changes, as an operator or a failover may. */
    void killSubscriptions() {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("CLIENT KILL TYPE pubsub\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(':');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the replicas have logged since the last time that must never happen. */
    List<String> complaints() {
        return replicas.stream()
                .flatMap(replica -> replica.complaints().stream())
                .toList();
    }

    @Override
    public void close() {
        redis.thaw();
        replicas.forEach(replica -> {
            replica.redis().heal();
            replica.gateway().close();
            replica.redis().close();
            replica.kairos().close();
        });
        redis.close();
        await(simulator.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
