package io.kairosgateway.access;

import io.kairosgateway.kairos.Credentials;
import io.kairosgateway.settings.GatewaySettings;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All tenants, by name and by key. */
@Singleton
public class Tenants {

    private final Map<String, Tenant> byName;

    Tenants(GatewaySettings settings) {
        byName = settings.tenants().entrySet().stream()
                .map(entry -> tenant(entry.getKey(), entry.getValue()))
                .collect(Collectors.toUnmodifiableMap(Tenant::name, Function.identity()));
    }

    private static Tenant tenant(String name, GatewaySettings.Tenant settings) {
        List<HashedKey> keys = settings.apiKeys().orElse(List.of()).stream()
                .map(HashedKey::ofSetting)
                .toList();
        return new Tenant(
                name,
                keys,
                new Credentials(
                        settings.kairos().appId().orElse(""),
                        settings.kairos().appKey().orElse("")),
                settings.profile(),
                Set.copyOf(settings.origins().orElse(Set.of())));
    }

    public Collection<Tenant> all() {
        return byName.values();
    }

    public Optional<Tenant> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    boolean anyHasOrigin(String origin) {
        return byName.values().stream().anyMatch(tenant -> tenant.origins().contains(origin));
    }

    /** Compares with every key of every tenant, so that the time tells nothing about which one was close. */
    Optional<Tenant> withKey(String presented) {
        HashedKey key = HashedKey.of(presented);
        Tenant owner = null;
        for (Tenant tenant : byName.values()) {
            for (HashedKey known : tenant.keys()) {
                if (known.matches(key)) {
                    owner = tenant;
                }
            }
        }
        return Optional.ofNullable(owner);
    }
}
