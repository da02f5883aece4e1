package io.kairosgateway.ops;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.access.Tenants;
import io.kairosgateway.kairos.Breakers;
import io.kairosgateway.kairos.KairosPath;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** What is known of Kairos, beside the readiness and always up: a replica that is taken out does not bring Kairos back. */
@Singleton
@Readiness
class KairosData implements AsyncHealthCheck {

    private final Tenants tenants;
    private final KairosPath path;
    private final Breakers breakers;

    KairosData(Tenants tenants, KairosPath path, Breakers breakers) {
        this.tenants = tenants;
        this.path = path;
        this.breakers = breakers;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::response);
    }

    private HealthCheckResponse response() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kairos")
                .up()
                .withData("breaker", breakers.results().state());
        if (!breakers.uploads().closed()) {
            response.withData("upload-breaker", breakers.uploads().state());
        }
        for (Tenant tenant : tenants.all()) {
            response.withData(
                    "tenant." + tenant.name(), path.of(tenant.kairos()).label());
        }
        return response.build();
    }
}
