package io.kairosgateway.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All secrets at one moment, out of the settings and the files that the settings name.
 *
 * @param tokens what client tokens are signed with
 * @param encryptionKeys what results are sealed with
 */
public record Secrets(Map<String, OfTenant> tenants, List<String> tokens, List<String> encryptionKeys) {

    /** A tenant's. */
    public record OfTenant(List<String> apiKeys, Optional<String> appId, Optional<String> appKey) {

        @Override
        public String toString() {
            return "OfTenant[masked]";
        }
    }

    /** @param contents of the files, by the name in the settings; of those that could be read */
    static Secrets of(GatewaySettings settings, Map<String, String> contents) {
        return new Secrets(
                settings.tenants().entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> tenant(entry.getKey(), entry.getValue(), contents))),
                SecretSource.tokens(settings).values(contents),
                SecretSource.encryptionKeys(settings).values(contents));
    }

    private static OfTenant tenant(String name, GatewaySettings.Tenant tenant, Map<String, String> contents) {
        return new OfTenant(
                SecretSource.apiKeys(name, tenant).values(contents),
                SecretSource.appId(name, tenant).values(contents).stream().findFirst(),
                SecretSource.appKey(name, tenant).values(contents).stream().findFirst());
    }

    @Override
    public String toString() {
        return "Secrets[masked]";
    }
}
