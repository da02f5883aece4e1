package io.kairosgateway.settings;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The settings tree without an application: its defaults, and what a test changes. */
public final class TestSettings {

    private TestSettings() {}

    public static GatewaySettings defaults() {
        return with(Map.of());
    }

    /** The defaults with credentials and the given keys, which are written without {@code gateway.}. */
    public static GatewaySettings with(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>();
        values.put("gateway.tenants.default.api-keys", "key-of-the-default-tenant");
        values.put("gateway.tenants.default.kairos.app-id", "app-id");
        values.put("gateway.tenants.default.kairos.app-key", "app-key");
        changes.forEach((key, value) -> values.put("gateway." + key, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withConverter(
                        io.quarkus.runtime.configuration.MemorySize.class,
                        200,
                        new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withDefaultValues(values)
                .withMapping(GatewaySettings.class)
                .build();
        return config.getConfigMapping(GatewaySettings.class);
    }
}
