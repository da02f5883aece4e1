package io.kairosgateway.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks the tenants' credentials and keys and the secrets of client tokens, without ever naming one. */
final class SecretsCheck {

    /** What HMAC-SHA256 needs to be as strong as its hash (RFC 7518, 3.2). */
    private static final int SECRET_BYTES = 32;

    /** Shorter ones can be guessed, a caller at a time. */
    private static final int KEY_CHARACTERS = 16;

    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    /** What any header can carry. */
    private static final Pattern CARRIED = Pattern.compile("[ -~]+");

    private static final Pattern HASHED = Pattern.compile("sha256:[0-9a-fA-F]{64}");

    private final Findings findings;
    private final boolean trying;

    private SecretsCheck(Findings findings, boolean trying) {
        this.findings = findings;
        this.trying = trying;
    }

    /** @param trying whether this is for development or the sandbox, whose keys everybody knows anyway */
    static void check(GatewaySettings settings, Map<String, String> contents, boolean trying, Findings findings) {
        List<SecretSource> flawed = SecretSource.all(settings).stream()
                .filter(source -> source.flaw(contents).isPresent())
                .toList();
        if (flawed.isEmpty()) {
            SecretsCheck check = new SecretsCheck(findings, trying);
            Secrets secrets = Secrets.of(settings, contents);
            secrets.tenants()
                    .forEach((name, tenant) ->
                            check.tenant(name, settings.tenants().get(name), tenant));
            check.tokens(settings, secrets.tokens());
            check.oneUseEach(settings, secrets);
            EncryptionKeys.problem(settings.ledger().redisUrl(), secrets.encryptionKeys())
                    .ifPresent(problem -> findings.require(false, problem));
        }
        flawed.forEach(source -> findings.require(false, source.flaw(contents).get()));
    }

    private void tenant(String name, GatewaySettings.Tenant settings, Secrets.OfTenant tenant) {
        credential(SecretSource.appId(name, settings).name(), tenant.appId());
        credential(SecretSource.appKey(name, settings).name(), tenant.appKey());
        String variable = SecretSource.apiKeys(name, settings).name();
        findings.require(
                !tenant.apiKeys().isEmpty(), variable + " is missing: name at least one key that callers present.");
        findings.require(
                tenant.apiKeys().stream().allMatch(SecretsCheck::wellFormedKey),
                variable + " holds an entry that is neither a key nor sha256: followed by 64 hexadecimal digits.");
        findings.require(
                trying || tenant.apiKeys().stream().allMatch(key -> key.length() >= KEY_CHARACTERS),
                variable + " holds a key that is shorter than " + KEY_CHARACTERS
                        + " characters: openssl rand -hex 24 makes one.");
    }

    private void credential(String variable, Optional<String> value) {
        findings.require(value.isPresent(), variable + " is missing: Kairos' dashboard shows it.");
        findings.require(
                value.filter(text -> !CARRIED.matcher(text).matches()).isEmpty(),
                variable + " holds a character that no header can carry.");
    }

    private static boolean wellFormedKey(String key) {
        return VISIBLE.matcher(key).matches()
                && (!key.startsWith("sha256:") || HASHED.matcher(key).matches());
    }

    /** A caller's key says whose it is; and who holds one thing must not come by another with it. */
    private void oneUseEach(GatewaySettings settings, Secrets secrets) {
        Map<String, String> owners = new HashMap<>();
        new TreeMap<>(secrets.tenants()).forEach((name, tenant) -> {
            String variable =
                    SecretSource.apiKeys(name, settings.tenants().get(name)).name();
            tenant.apiKeys().stream().map(SecretsCheck::hash).distinct().forEach(key -> {
                String owner = owners.putIfAbsent(key, variable);
                findings.require(
                        owner == null,
                        variable + " and " + owner + " hold the same key: it would not say whose it is.");
            });
        });
        secrets.tokens().stream()
                .map(token -> owners.get(hash(token)))
                .filter(Objects::nonNull)
                .forEach(owner -> findings.require(
                        false,
                        "GATEWAY_TOKEN_SECRET is in " + owner + " too: that caller could make any client token."));
        secrets.tenants().values().stream()
                .flatMap(tenant -> tenant.appKey().stream())
                .map(key -> owners.get(hash(key)))
                .filter(Objects::nonNull)
                .forEach(owner -> findings.require(
                        false, owner + " holds a key of Kairos: callers are to have keys of the gateway alone."));
    }

    private static String hash(String key) {
        return HASHED.matcher(key).matches() ? key.substring("sha256:".length()).toLowerCase(Locale.ROOT) : hex(key);
    }

    private static String hex(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
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
