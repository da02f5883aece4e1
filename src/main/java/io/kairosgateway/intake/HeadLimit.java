package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Sets the limit for request heads before the server listens. */
@Singleton
public class HeadLimit implements HttpServerOptionsCustomizer {

    private final GatewaySettings.Intake settings;

    HeadLimit(GatewaySettings settings) {
        this.settings = settings.intake();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        HeadDeadlines.set(new HeadDeadlines.Limit(options.getPort(), settings.headTimeout()));
    }
}
