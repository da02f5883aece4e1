package io.kairosgateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where one secret comes from: the setting itself, or a file that the setting beside it names.
 *
 * @param name of the setting, as the operator knows it
 * @param fileName of the setting that names the file
 * @param separator between several values in a file
 */
record SecretSource(String name, String fileName, List<String> inline, Optional<String> file, Pattern separator) {

    private static final Pattern SEVERAL = Pattern.compile("[,\\r\\n]");

    /** A value never has a line break, and one at the end of a file is the editor's. */
    private static final Pattern ONE = Pattern.compile("[\\r\\n]");

    static List<SecretSource> all(GatewaySettings settings) {
        List<SecretSource> sources = new ArrayList<>();
        settings.tenants()
                .forEach((name, tenant) ->
                        sources.addAll(List.of(apiKeys(name, tenant), appId(name, tenant), appKey(name, tenant))));
        sources.add(tokens(settings));
        sources.add(encryptionKeys(settings));
        return sources;
    }

    static SecretSource apiKeys(String tenant, GatewaySettings.Tenant settings) {
        return ofTenant(tenant, "GATEWAY_API_KEYS", "api-keys", settings.apiKeys(), settings.apiKeysFile(), SEVERAL);
    }

    static SecretSource appId(String tenant, GatewaySettings.Tenant settings) {
        return ofTenant(
                tenant,
                "KAIROS_APP_ID",
                "kairos.app-id",
                settings.kairos().appId().map(List::of),
                settings.kairos().appIdFile(),
                ONE);
    }

    static SecretSource appKey(String tenant, GatewaySettings.Tenant settings) {
        return ofTenant(
                tenant,
                "KAIROS_APP_KEY",
                "kairos.app-key",
                settings.kairos().appKey().map(List::of),
                settings.kairos().appKeyFile(),
                ONE);
    }

    static SecretSource tokens(GatewaySettings settings) {
        return new SecretSource(
                "GATEWAY_TOKEN_SECRET",
                "GATEWAY_TOKEN_SECRET_FILE",
                settings.tokens().secrets().orElse(List.of()),
                settings.tokens().secretsFile(),
                SEVERAL);
    }

    static SecretSource encryptionKeys(GatewaySettings settings) {
        return new SecretSource(
                "GATEWAY_ENCRYPTION_KEYS",
                "GATEWAY_ENCRYPTION_KEYS_FILE",
                settings.ledger().encryptionKeys().orElse(List.of()),
                settings.ledger().encryptionKeysFile(),
                SEVERAL);
    }

    private static SecretSource ofTenant(
            String tenant,
            String variable,
            String key,
            Optional<List<String>> inline,
            Optional<String> file,
            Pattern separator) {
        boolean standard = tenant.equals("default");
        String name = standard ? variable : "gateway.tenants." + tenant + "." + key;
        return new SecretSource(name, name + (standard ? "_FILE" : "-file"), inline.orElse(List.of()), file, separator);
    }

    /** Blanks and line breaks around a value are an editor's or a shell's, wherever it comes from. */
    List<String> values(Map<String, String> contents) {
        return (file.isEmpty() ? inline.stream() : Stream.of(contents.getOrDefault(file.get(), "")))
                .flatMap(separator::splitAsStream)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** What is wrong with where it comes from, whatever it is; empty when nothing is. */
    Optional<String> flaw(Map<String, String> contents) {
        List<String> values = values(contents);
        if (file.isEmpty()) {
            return separator == ONE && values.size() > 1
                    ? Optional.of(name + " holds several lines.")
                    : Optional.empty();
        }
        if (!inline.isEmpty()) {
            return Optional.of(name + " and " + fileName + " are both set: set one.");
        }
        if (!contents.containsKey(file.get())) {
            return Optional.of(fileName + " names a file that cannot be read, or is larger than " + SecretFiles.MAX_SIZE
                    + " bytes.");
        }
        return values.isEmpty() || (separator == ONE && values.size() > 1)
                ? Optional.of(
                        fileName + " names a file that holds " + (values.isEmpty() ? "nothing." : "several lines."))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "SecretSource[name=" + name + "]";
    }
}
