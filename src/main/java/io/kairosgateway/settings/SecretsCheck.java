package io.kairosgateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks the tenants' credentials and keys and the secrets of client tokens, without ever naming one. */
final class SecretsCheck {

    /** What HMAC-SHA256 needs to be as strong as its hash (RFC 7518, 3.2). */
    private static final int SECRET_BYTES = 32;

    private final Findings findings;

    private SecretsCheck(Findings findings) {
        this.findings = findings;
    }

    static void check(GatewaySettings settings, Findings findings) {
        SecretsCheck check = new SecretsCheck(findings);
        settings.tenants().forEach(check::tenant);
        check.tokens(settings);
    }

    private void tenant(String name, GatewaySettings.Tenant tenant) {
        boolean standard = name.equals("default");
        String prefix = "gateway.tenants." + name;
        findings.require(
                tenant.kairos().appId().isPresent(),
                (standard ? "KAIROS_APP_ID" : prefix + ".kairos.app-id") + " is missing: Kairos' dashboard shows it.");
        findings.require(
                tenant.kairos().appKey().isPresent(),
                (standard ? "KAIROS_APP_KEY" : prefix + ".kairos.app-key")
                        + " is missing: Kairos' dashboard shows it.");
        List<String> keys = tenant.apiKeys().orElse(List.of());
        String variable = standard ? "GATEWAY_API_KEYS" : prefix + ".api-keys";
        findings.require(!keys.isEmpty(), variable + " is missing: name at least one key that callers present.");
        findings.require(
                keys.stream().allMatch(SecretsCheck::wellFormedKey),
                variable + " holds an entry that is neither a key nor sha256: followed by 64 hexadecimal digits.");
    }

    private static boolean wellFormedKey(String key) {
        return !key.isBlank() && (!key.startsWith("sha256:") || key.matches("sha256:[0-9a-fA-F]{64}"));
    }

    private void tokens(GatewaySettings settings) {
        GatewaySettings.Tokens tokens = settings.tokens();
        List<String> secrets = tokens.secrets().orElse(List.of());
        findings.require(
                !secrets.isEmpty() || settings.ledger().redisUrl().isEmpty(),
                "GATEWAY_TOKEN_SECRET must be set when REDIS_URL is: a client token has to hold on every replica.");
        findings.require(
                secrets.stream()
                        .allMatch(secret -> secret.strip().getBytes(StandardCharsets.UTF_8).length >= SECRET_BYTES),
                "GATEWAY_TOKEN_SECRET holds a secret that is shorter than " + SECRET_BYTES + " bytes.");
        findings.require(tokens.lifetime().toSeconds() > 0, "gateway.tokens.lifetime must be one second or longer.");
        findings.require(
                tokens.maxLifetime().compareTo(tokens.lifetime()) >= 0,
                "gateway.tokens.max-lifetime must not be shorter than gateway.tokens.lifetime.");
    }
}
