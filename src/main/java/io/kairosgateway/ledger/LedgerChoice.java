package io.kairosgateway.ledger;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.LiveSecrets;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Redis when {@code REDIS_URL} is set, else memory. */
@Singleton
class LedgerChoice {

    private static final Logger LOG = Logger.getLogger(LedgerChoice.class);
    private static final long SHARE_OF_HEAP = 4;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** The clients are looked up only when they are wanted: without hosts Quarkus has none, and an injected one would end the start. */
    @Produces
    @Singleton
    Ledger choose(
            GatewaySettings settings,
            LiveSecrets secrets,
            Vertx vertx,
            RedisClientOptions options,
            @RedisClientName("events") Instance<Redis> events) {
        GatewaySettings.Ledger ledger = settings.ledger();
        GatewaySettings.Results results = settings.results();
        long maxBytes = ledger.maxSize()
                .map(MemorySize::asLongValue)
                .orElse(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        if (ledger.redisUrl().isEmpty()) {
            LOG.info("REDIS_URL is not set: results are kept in memory, so there must be one replica only,"
                    + " and a restart forgets them");
            return new MemoryLedger(
                    Clock.systemUTC(), ledger.maxEntries(), maxBytes, results.ttl(), results.ownershipTtl());
        }
        Seal seal = new Seal(secrets.derived(now -> SealKeys.of(now.encryptionKeys())));
        // A quarter for what is known of holds, a quarter for those that are to be given back, half for verifications.
        int mostHolds = (int) Math.min(ledger.maxOwn(), Math.max(1, maxBytes / 4 / Footprint.HOLD));
        RedisCommands commands = new RedisCommands(vertx, options.commands(), ledger.timeout());
        RedisChanges changes = new RedisChanges(vertx, commands, events.get(), HEARTBEAT);
        RedisLedger redis = new RedisLedger(
                commands, changes, seal, ledger.timeout(), results.ttl(), results.ownershipTtl(), mostHolds);
        Duration polled = settings.watch().budget().plus(settings.watch().maxInterval());
        Duration keep = polled.compareTo(results.ttl()) < 0 ? polled : results.ttl();
        return new OutageLedger(
                redis, new OwnVerifications(Clock.systemUTC(), ledger.maxOwn(), maxBytes / 2, keep), vertx);
    }

    /** Chooses at the start, so that a setting that cannot work ends it. */
    void start(@Observes StartupEvent event, Ledger ledger) {
        if (ledger instanceof OutageLedger redis) {
            redis.keysProblem().ifPresent(problem -> {
                // Or what it does by itself would fail, and log, while the rest goes down.
                redis.close();
                throw new ConfigurationException(problem);
            });
        }
    }

    /** Before Quarkus closes the clients, or the subscription would report an outage and try to come back. */
    void stop(@Observes ShutdownEvent event, Ledger ledger) {
        if (ledger instanceof OutageLedger redis) {
            redis.close();
        }
    }
}
