package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import java.util.concurrent.TimeUnit;

/** Builds clients of {@link KairosApi}; all statuses come as answers, and redirects are never followed. */
final class ApiClient {

    private ApiClient() {}

    static KairosApi of(KairosAddress address, GatewaySettings.Kairos settings, HeaderSpelling spelling) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(address.root())
                .followRedirects(false)
                .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                // Later than the limit that each call has of its own: of two at once the one that loses is logged as an
                // error.
                .readTimeout(settings.guards().timeout().plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)
                .property("microprofile.rest.client.disable.default.mapper", true);
        if (spelling == HeaderSpelling.HYPHEN) {
            builder.register(new HyphenSpelling());
        }
        return builder.build(KairosApi.class);
    }
}
