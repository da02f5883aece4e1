package io.kairosgateway.tracing;

import io.kairosgateway.settings.GatewaySettings;
import java.net.URI;
import java.util.Optional;

/** Where spans go, by the rules of OpenTelemetry's variables: one names the address itself, the other what it lies below. */
final class Endpoint {

    private Endpoint() {}

    static Optional<URI> of(GatewaySettings.Tracing settings) {
        if (settings.disabled() || settings.exporter().equals("none")) {
            return Optional.empty();
        }
        return settings.tracesEndpoint().or(() -> settings.endpoint().map(Endpoint::below));
    }

    private static URI below(URI base) {
        String text = base.toString();
        return URI.create(text + (text.endsWith("/") ? "" : "/") + "v1/traces");
    }
}
