package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Tells which ports are public before the server listens, with TLS or without. */
@Singleton
public class PublicPorts implements HttpServerOptionsCustomizer {

    private final GatewaySettings.Intake settings;

    PublicPorts(GatewaySettings settings) {
        this.settings = settings.intake();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        StrictConnections.on(options, settings.headTimeout());
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        StrictConnections.on(options, settings.headTimeout());
    }
}
