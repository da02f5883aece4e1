package io.kairosgateway.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds settings that are well-formed but cannot work. Pure: a list of sentences, each naming the variable to mend.
 */
public final class SettingsCheck {

    /** What HMAC-SHA256 needs to be as strong as its hash (RFC 7518, 3.2). */
    private static final int SECRET_BYTES = 32;

    private final List<String> findings = new ArrayList<>();

    private SettingsCheck() {}

    /** What is wrong; empty when the gateway can start. */
    public static List<String> findings(GatewaySettings settings) {
        SettingsCheck check = new SettingsCheck();
        check.kairosUrl(settings.kairos().url());
        settings.tenants().forEach(check::tenant);
        check.guards(settings.kairos().guards());
        check.ledger(settings.ledger());
        check.intake(settings.intake());
        check.watch(settings);
        check.tokens(settings);
        return check.findings;
    }

    private void kairosUrl(URI url) {
        boolean loopback = "http".equals(url.getScheme()) && loopback(url.getHost());
        require(
                url.getHost() != null && ("https".equals(url.getScheme()) || loopback),
                "KAIROS_URL must be an https address; plain http is taken only for a loopback address.");
        require(
                url.getPath() != null && url.getPath().matches(".*/v[0-9]+(\\.[0-9]+)*/?") && url.getQuery() == null,
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

    private void tenant(String name, GatewaySettings.Tenant tenant) {
        boolean standard = name.equals("default");
        String prefix = "gateway.tenants." + name;
        require(
                tenant.kairos().appId().isPresent(),
                (standard ? "KAIROS_APP_ID" : prefix + ".kairos.app-id") + " is missing: Kairos' dashboard shows it.");
        require(
                tenant.kairos().appKey().isPresent(),
                (standard ? "KAIROS_APP_KEY" : prefix + ".kairos.app-key")
                        + " is missing: Kairos' dashboard shows it.");
        require(tenant.maxInFlight().orElse(1) > 0, prefix + ".max-in-flight must be 1 or more.");
        List<String> keys = tenant.apiKeys().orElse(List.of());
        String variable = standard ? "GATEWAY_API_KEYS" : prefix + ".api-keys";
        require(!keys.isEmpty(), variable + " is missing: name at least one key that callers present.");
        require(
                keys.stream().allMatch(SettingsCheck::wellFormedKey),
                variable + " holds an entry that is neither a key nor sha256: followed by 64 hexadecimal digits.");
    }

    private static boolean wellFormedKey(String key) {
        return !key.isBlank() && (!key.startsWith("sha256:") || key.matches("sha256:[0-9a-fA-F]{64}"));
    }

    private void guards(GatewaySettings.Kairos.Guards guards) {
        positive("gateway.kairos.guards.timeout", guards.timeout());
        require(guards.concurrency() > 0, "gateway.kairos.guards.concurrency must be 1 or more.");
        require(guards.retries() >= 0, "gateway.kairos.guards.retries must be 0 or more.");
        require(!guards.retryDelay().isNegative(), "gateway.kairos.guards.retry-delay must not be negative.");
        require(guards.breakerWindow() > 0, "gateway.kairos.guards.breaker-window must be 1 or more.");
        require(
                guards.breakerFailureRatio() > 0 && guards.breakerFailureRatio() <= 1,
                "gateway.kairos.guards.breaker-failure-ratio must be above 0 and at most 1.");
        positive("gateway.kairos.guards.breaker-delay", guards.breakerDelay());
    }

    private void ledger(GatewaySettings.Ledger ledger) {
        require(
                ledger.redisUrl().filter(url -> !url.matches("rediss?://.+")).isEmpty(),
                "REDIS_URL must begin with redis:// or rediss://.");
        require(ledger.maxEntries() > 0, "gateway.ledger.max-entries must be 1 or more.");
        positive("gateway.ledger.timeout", ledger.timeout());
    }

    private void intake(GatewaySettings.Intake intake) {
        positive("gateway.intake.stall-timeout", intake.stallTimeout());
        positive("gateway.intake.total-timeout", intake.totalTimeout());
        positive("gateway.intake.min-rate-grace", intake.minRateGrace());
        positive("gateway.intake.drain-timeout", intake.drainTimeout());
        require(intake.maxInFlight() > 0, "gateway.intake.max-in-flight must be 1 or more.");
        require(intake.minPixels() <= intake.maxPixels(), "gateway.intake.min-pixels must not exceed max-pixels.");
        require(
                intake.maxTextSize().asLongValue() <= 65536
                        && intake.maxPartHeaderSize().asLongValue() <= 65536,
                "gateway.intake.max-text-size and max-part-header-size must not exceed 64K: they are kept in memory.");
    }

    private void watch(GatewaySettings settings) {
        GatewaySettings.Watch watch = settings.watch();
        positive("gateway.watch.max-wait", watch.maxWait());
        positive("gateway.watch.budget", watch.budget());
        positive("gateway.watch.first-poll", watch.firstPoll());
        positive("gateway.watch.tick", watch.tick());
        positive("gateway.watch.heartbeat", watch.heartbeat());
        positive("gateway.watch.reread", watch.reread());
        positive("gateway.watch.stream-lifetime", watch.streamLifetime());
        positive("gateway.watch.drop-in-wait", watch.dropInWait());
        require(watch.streamRetry().toMillis() > 0, "gateway.watch.stream-retry must be longer than zero.");
        require(watch.retryAfter().toSeconds() > 0, "gateway.watch.retry-after must be 1s or more.");
        positive("gateway.kairos.connect-timeout", settings.kairos().connectTimeout());
        positive("gateway.kairos.answer-timeout", settings.kairos().answerTimeout());
        positive("gateway.results.ttl", settings.results().ttl());
        require(watch.backoff() >= 1, "gateway.watch.backoff must be 1 or more.");
        require(watch.jitter() >= 0 && watch.jitter() < 1, "gateway.watch.jitter must be from 0 to below 1.");
        Duration oneGet = settings.kairos()
                .guards()
                .timeout()
                .multipliedBy(1L + settings.kairos().guards().retries());
        require(
                watch.lease().compareTo(oneGet) > 0,
                "gateway.watch.lease must be longer than a GET with its retries (gateway.kairos.guards), or two replicas poll one id.");
        require(
                settings.results().ttl().compareTo(watch.budget()) > 0,
                "gateway.results.ttl must be longer than gateway.watch.budget, or a verification is forgotten before it ends.");
        require(
                settings.results().ownershipTtl().compareTo(settings.results().ttl()) >= 0,
                "gateway.results.ownership-ttl must not be shorter than gateway.results.ttl.");
    }

    private void tokens(GatewaySettings settings) {
        GatewaySettings.Tokens tokens = settings.tokens();
        List<String> secrets = tokens.secrets().orElse(List.of());
        require(
                !secrets.isEmpty() || settings.ledger().redisUrl().isEmpty(),
                "GATEWAY_TOKEN_SECRET must be set when REDIS_URL is: a client token has to hold on every replica.");
        require(
                secrets.stream()
                        .allMatch(secret -> secret.strip().getBytes(StandardCharsets.UTF_8).length >= SECRET_BYTES),
                "GATEWAY_TOKEN_SECRET holds a secret that is shorter than " + SECRET_BYTES + " bytes.");
        require(tokens.lifetime().toSeconds() > 0, "gateway.tokens.lifetime must be one second or longer.");
        require(
                tokens.maxLifetime().compareTo(tokens.lifetime()) >= 0,
                "gateway.tokens.max-lifetime must not be shorter than gateway.tokens.lifetime.");
    }

    private void positive(String key, Duration value) {
        require(value.toMillis() > 0, key + " must be longer than zero.");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(otherwise);
        }
    }
}
