package io.kairosgateway.ops;

import io.kairosgateway.settings.LiveSecrets;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Ends the start, before anything else runs, on settings that cannot work; else says once which ones apply. */
class StartCheck {

    private static final int FIRST = 1;

    /** The first that beans hear of the start: some are made for it, with settings that they rely on. */
    void check(@Observes @Priority(FIRST) Filters filters, LiveSecrets secrets) {
        List<String> findings = secrets.findings();
        if (!findings.isEmpty()) {
            // A ConfigurationException is printed as its message alone, without a stack trace.
            throw new ConfigurationException(String.join(System.lineSeparator(), findings));
        }
        Config config = ConfigProvider.getConfig();
        Log.infof(
                "The settings that apply:%n%s",
                AppliedSettings.of(
                        config.getPropertyNames(),
                        name -> config.getOptionalValue(name, String.class).orElse(null)));
    }
}
