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
        open(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        open(options);
    }

    private void open(HttpServerOptions options) {
        StrictConnections.on(options, settings);
        // There are no WebSockets, and their compression is two handlers on every connection.
        options.setPerFrameWebSocketCompressionSupported(false).setPerMessageWebSocketCompressionSupported(false);
    }
}
