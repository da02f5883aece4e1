package io.kairosgateway.ops;

import io.kairosgateway.settings.FreePorts;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.SettingsTree;
import io.kairosgateway.settings.StartFindings;
import io.kairosgateway.settings.TracingAsUnderstood;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Ends the start, before anything else runs, on settings that cannot work; else says once which ones apply. */
class StartCheck {

    private static final int FIRST = 1;

    /** The first that beans hear of the start: some are made for it, with settings that they rely on. */
    void check(@Observes @Priority(FIRST) Filters filters, GatewaySettings settings) {
        List<String> findings = StartFindings.ofThisProcess();
        if (findings.isEmpty()) {
            findings = FreePorts.findings(StartCheck::text);
        }
        if (!findings.isEmpty()) {
            // A ConfigurationException is printed as its message alone, without a stack trace.
            throw new ConfigurationException(String.join(System.lineSeparator(), findings));
        }
        TracingAsUnderstood.of(settings.tracing()).warnings().forEach(Log::warn);
        Log.infof(
                "The settings that apply:%n%s",
                AppliedSettings.of(SettingsTree.names(settings.tenants().keySet()), StartCheck::text));
    }

    private static Optional<String> text(String name) {
        Config config = ConfigProvider.getConfig();
        return config.getOptionalValue(name, String.class);
    }
}
