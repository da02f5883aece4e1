package io.kairosgateway.settings;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Checks the tenants' credentials and keys and the secrets of client tokens, without ever naming one. */
final class SecretsCheck {

    /** What HMAC-SHA256 needs to be as strong as its hash (RFC 7518, 3.2). */
    private static final int SECRET_BYTES = 32;

    private final Findings findings;

    private SecretsCheck(Findings findings) {
        this.findings = findings;
    }

    static void check(GatewaySettings settings, Map<String, String> contents, Findings findings) {
        List<SecretSource> flawed = SecretSource.all(settings).stream()
                .filter(source -> source.flaw(contents).isPresent())
                .toList();
        if (flawed.isEmpty()) {
            SecretsCheck check = new SecretsCheck(findings);
            Secrets secrets = Secrets.of(settings, contents);
            secrets.tenants()
                    .forEach((name, tenant) ->
                            check.tenant(name, settings.tenants().get(name), tenant));
            check.tokens(settings, secrets.tokens());
            EncryptionKeys.problem(settings.ledger().redisUrl(), secrets.encryptionKeys())
                    .ifPresent(problem -> findings.require(false, problem));
        }
        flawed.forEach(source -> findings.require(false, source.flaw(contents).get()));
    }

    private void tenant(String name, GatewaySettings.Tenant settings, Secrets.OfTenant tenant) {
        findings.require(
                tenant.appId().isPresent(),
                SecretSource.appId(name, settings).name() + " is missing: Kairos' dashboard shows it.");
        findings.require(
                tenant.appKey().isPresent(),
                SecretSource.appKey(name, settings).name() + " is missing: Kairos' dashboard shows it.");
        String variable = SecretSource.apiKeys(name, settings).name();
        findings.require(
                !tenant.apiKeys().isEmpty(), variable + " is missing: name at least one key that callers present.");
        findings.require(
                tenant.apiKeys().stream().allMatch(SecretsCheck::wellFormedKey),
                variable + " holds an entry that is neither a key nor sha256: followed by 64 hexadecimal digits.");
    }

    private static boolean wellFormedKey(String key) {
        return !key.isBlank() && (!key.startsWith("sha256:") || key.matches("sha256:[0-9a-fA-F]{64}"));
    }

    private void tokens(GatewaySettings settings, List<String> secrets) {
        GatewaySettings.Tokens tokens = settings.tokens();
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
