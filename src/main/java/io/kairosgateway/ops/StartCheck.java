package io.kairosgateway.ops;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.SettingsCheck;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Ends the start, before anything else runs, on settings that cannot work. */
class StartCheck {

    private static final int FIRST = 1;

    void check(@Observes @Priority(FIRST) StartupEvent event, GatewaySettings settings) {
        List<String> findings = SettingsCheck.findings(settings);
        if (!findings.isEmpty()) {
            // A ConfigurationException is printed as its message alone, without a stack trace.
            throw new ConfigurationException(String.join(System.lineSeparator(), findings));
        }
    }
}
