package io.kairosgateway.access;

import io.kairosgateway.kairos.Credentials;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.LiveSecrets;
import io.kairosgateway.settings.Secrets;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All tenants, by name and by key. */
@Singleton
public class Tenants {

    private final Supplier<Map<String, Tenant>> byName;
    private final Set<String> origins;

    Tenants(GatewaySettings settings, LiveSecrets secrets) {
        byName = secrets.derived(now -> settings.tenants().entrySet().stream()
                .map(entry ->
                        tenant(entry.getKey(), entry.getValue(), now.tenants().get(entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Tenant::name, Function.identity())));
        origins = settings.tenants().values().stream()
                .flatMap(tenant -> tenant.origins().stream().flatMap(Set::stream))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Tenant tenant(String name, GatewaySettings.Tenant settings, Secrets.OfTenant secrets) {
        return new Tenant(
                name,
                secrets.apiKeys().stream().map(HashedKey::ofSetting).toList(),
                new Credentials(secrets.appId().orElse(""), secrets.appKey().orElse("")),
                settings.profile(),
                Set.copyOf(settings.origins().orElse(Set.of())));
    }

    public Collection<Tenant> all() {
        return byName.get().values();
    }

    public Optional<Tenant> named(String name) {
        return Optional.ofNullable(byName.get().get(name));
    }

    boolean anyHasOrigin(String origin) {
        return origins.contains(origin);
    }

    /** Compares with every key of every tenant, so that the time tells nothing about which one was close. */
    Optional<Tenant> withKey(String presented) {
        HashedKey key = HashedKey.of(presented);
        Tenant owner = null;
        for (Tenant tenant : byName.get().values()) {
            for (HashedKey known : tenant.keys()) {
                if (known.matches(key)) {
                    owner = tenant;
                }
            }
        }
        return Optional.ofNullable(owner);
    }
}
