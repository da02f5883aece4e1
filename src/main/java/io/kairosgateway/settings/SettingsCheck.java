package io.kairosgateway.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds settings that are well-formed but cannot work. Pure: a list of sentences, each naming the variable to mend.
 */
public final class SettingsCheck {

    private static final long LEAST_LEDGER = 1 << 20;
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Findings findings = new Findings();

    private SettingsCheck() {}

    /** What is wrong; empty when the gateway can start. */
    static List<String> findings(GatewaySettings settings) {
        return findings(settings, Map.of(), false);
    }

    /**
     * @param contents of the files that hold secrets, by the name in the settings; of those that could be read
     * @param trying whether this is for development or the sandbox
     */
    static List<String> findings(GatewaySettings settings, Map<String, String> contents, boolean trying) {
        SettingsCheck check = new SettingsCheck();
        check.kairosUrl(settings.kairos().url());
        check.guards(settings.kairos().guards());
        check.ledger(settings.ledger());
        check.intake(settings.intake());
        check.idempotency(settings);
        check.watch(settings);
        check.shutdown(settings.shutdown());
        TracingCheck.check(settings.tracing(), check.findings);
        settings.tenants().forEach((name, tenant) -> check.tenant(name, tenant, settings));
        SecretsCheck.check(settings, contents, trying, check.findings);
        check.findings.positive("gateway.secrets.reread", settings.secrets().reread());
        return check.findings.sentences();
    }

    private void kairosUrl(URI url) {
        boolean loopback = "http".equals(url.getScheme()) && loopback(url.getHost());
        findings.require(
                url.getHost() != null && ("https".equals(url.getScheme()) || loopback),
                "KAIROS_URL must be an https address; plain http is taken only for a loopback address.");
        findings.require(
                url.getUserInfo() == null,
                "KAIROS_URL must have no name or password before its host: Kairos is told who asks by KAIROS_APP_ID and KAIROS_APP_KEY.");
        findings.require(
                url.getPath() != null
                        && url.getPath().matches(".*/v[0-9]+(\\.[0-9]+)*/?")
                        && url.getQuery() == null
                        && url.getFragment() == null,
                "KAIROS_URL must end with the version of the API, such as https://idv-eu.kairos.com/v0.1.");
    }

    /** Only literal addresses and the one name are taken as loopback: a name may be resolved anew at any time. */
    private static boolean loopback(String host) {
        if (host == null || !host.matches("localhost|[0-9.]+|\\[[0-9a-fA-F:]+]")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private void tenant(String name, GatewaySettings.Tenant tenant, GatewaySettings settings) {
        String prefix = "gateway.tenants." + name;
        findings.require(
                TENANT.matcher(name).matches(),
                prefix
                        + " must have a name of 1 to 64 letters, digits, '.', '_' or '-': callers of the drop-in send it.");
        findings.require(tenant.maxInFlight().orElse(1) > 0, prefix + ".max-in-flight must be 1 or more.");
        findings.require(tenant.requestsPerMinute().orElse(1) > 0, prefix + ".requests-per-minute must be 1 or more.");
        findings.require(tenant.maxStreams().orElse(1) > 0, prefix + ".max-streams must be 1 or more.");
        findings.require(
                settings.intake()
                        .profiles()
                        .containsAll(tenant.profile().stream().toList()),
                prefix + ".profile must be one of gateway.intake.profiles.");
        findings.require(
                tenant.origins().orElse(Set.of()).stream().allMatch(WebOrigin::wellFormed),
                prefix + ".origins must be as browsers send them, such as https://app.example.");
    }

    private void guards(GatewaySettings.Kairos.Guards guards) {
        findings.positive("gateway.kairos.guards.timeout", guards.timeout());
        findings.require(guards.concurrency() > 0, "gateway.kairos.guards.concurrency must be 1 or more.");
        findings.require(guards.retries() >= 0, "gateway.kairos.guards.retries must be 0 or more.");
        findings.require(!guards.retryDelay().isNegative(), "gateway.kairos.guards.retry-delay must not be negative.");
        findings.require(guards.breakerWindow() > 0, "gateway.kairos.guards.breaker-window must be 1 or more.");
        findings.require(
                guards.breakerFailureRatio() > 0 && guards.breakerFailureRatio() <= 1,
                "gateway.kairos.guards.breaker-failure-ratio must be above 0 and at most 1.");
        findings.positive("gateway.kairos.guards.breaker-delay", guards.breakerDelay());
    }

    private void ledger(GatewaySettings.Ledger ledger) {
        ledger.redisUrl().flatMap(RedisAddress::flaw).ifPresent(flaw -> findings.require(false, flaw));
        findings.require(ledger.maxEntries() > 0, "gateway.ledger.max-entries must be 1 or more.");
        findings.require(ledger.maxOwn() > 0, "gateway.ledger.max-own must be 1 or more.");
        long most = Runtime.getRuntime().maxMemory() / 2;
        findings.require(
                ledger.maxSize()
                        .filter(size -> size.asLongValue() < LEAST_LEDGER || size.asLongValue() > most)
                        .isEmpty(),
                "gateway.ledger.max-size must be 1M or more, and no more than half of the heap (-Xmx).");
        findings.positive("gateway.ledger.timeout", ledger.timeout());
    }

    private void intake(GatewaySettings.Intake intake) {
        findings.positive("gateway.intake.head-timeout", intake.headTimeout());
        findings.positive("gateway.intake.stall-timeout", intake.stallTimeout());
        findings.positive("gateway.intake.total-timeout", intake.totalTimeout());
        findings.positive("gateway.intake.min-rate-grace", intake.minRateGrace());
        findings.positive("gateway.intake.drain-timeout", intake.drainTimeout());
        findings.require(intake.maxInFlight() > 0, "gateway.intake.max-in-flight must be 1 or more.");
        findings.require(
                intake.minPixels() >= 0 && intake.minPixels() <= intake.maxPixels(),
                "gateway.intake.min-pixels must not exceed max-pixels.");
        findings.require(
                intake.maxTextSize().asLongValue() <= 65536
                        && intake.maxPartHeaderSize().asLongValue() <= 65536,
                "gateway.intake.max-text-size and max-part-header-size must not exceed 64K: they are kept in memory.");
    }

    private void shutdown(GatewaySettings.Shutdown shutdown) {
        findings.require(!shutdown.delay().isNegative(), "gateway.shutdown.delay must not be negative.");
        findings.require(
                shutdown.timeout().compareTo(shutdown.delay()) >= 0,
                "gateway.shutdown.timeout must not be shorter than gateway.shutdown.delay: both begin with SIGTERM.");
        findings.positive("gateway.shutdown.reconnect-spread", shutdown.reconnectSpread());
    }

    private void idempotency(GatewaySettings settings) {
        Duration longest = settings.intake()
                .totalTimeout()
                .plus(settings.kairos().answerTimeout())
                .plus(Duration.ofMinutes(1));
        findings.require(
                settings.intake().idempotencyTtl().compareTo(longest) >= 0,
                "gateway.intake.idempotency-ttl must be longer than gateway.intake.total-timeout and gateway.kairos.answer-timeout together,"
                        + " by a minute, or a key is forgotten while its upload is under way.");
    }

    private void watch(GatewaySettings settings) {
        GatewaySettings.Watch watch = settings.watch();
        findings.positive("gateway.watch.max-wait", watch.maxWait());
        findings.require(watch.maxStreams() > 0, "gateway.watch.max-streams must be 1 or more.");
        findings.require(watch.maxStreamsPerId() > 0, "gateway.watch.max-streams-per-id must be 1 or more.");
        findings.positive("gateway.watch.budget", watch.budget());
        findings.positive("gateway.watch.first-poll", watch.firstPoll());
        findings.positive("gateway.watch.min-first-poll", watch.minFirstPoll());
        findings.positive("gateway.watch.second-poll", watch.secondPoll());
        findings.require(
                watch.maxFirstPoll().compareTo(watch.minFirstPoll()) >= 0,
                "gateway.watch.max-first-poll must not be shorter than gateway.watch.min-first-poll.");
        findings.positive("gateway.watch.tick", watch.tick());
        findings.positive("gateway.watch.heartbeat", watch.heartbeat());
        findings.positive("gateway.watch.reread", watch.reread());
        findings.positive("gateway.watch.stream-lifetime", watch.streamLifetime());
        findings.positive("gateway.watch.drop-in-wait", watch.dropInWait());
        findings.require(watch.streamRetry().toMillis() > 0, "gateway.watch.stream-retry must be longer than zero.");
        findings.require(watch.retryAfter().toSeconds() > 0, "gateway.watch.retry-after must be 1s or more.");
        findings.positive("gateway.kairos.connect-timeout", settings.kairos().connectTimeout());
        findings.positive("gateway.kairos.answer-timeout", settings.kairos().answerTimeout());
        findings.positive("gateway.results.ttl", settings.results().ttl());
        findings.require(watch.backoff() >= 1 && watch.backoff() <= 10, "gateway.watch.backoff must be from 1 to 10.");
        findings.require(watch.jitter() >= 0 && watch.jitter() < 1, "gateway.watch.jitter must be from 0 to below 1.");
        Duration oneGet = settings.kairos()
                .guards()
                .timeout()
                .multipliedBy(1L + settings.kairos().guards().retries());
        findings.require(
                watch.lease().compareTo(oneGet) > 0,
                "gateway.watch.lease must be longer than a GET with its retries (gateway.kairos.guards), or two replicas poll one id.");
        findings.require(
                settings.results().ttl().compareTo(watch.budget()) > 0,
                "gateway.results.ttl must be longer than gateway.watch.budget, or a verification is forgotten before it ends.");
        findings.require(
                settings.results().ownershipTtl().compareTo(settings.results().ttl()) >= 0,
                "gateway.results.ownership-ttl must not be shorter than gateway.results.ttl.");
    }
}
