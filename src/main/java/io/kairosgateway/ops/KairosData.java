package io.kairosgateway.ops;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.access.Tenants;
import io.kairosgateway.kairos.Breaker;
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
    private final Breaker breaker;

    KairosData(Tenants tenants, KairosPath path, Breaker breaker) {
        this.tenants = tenants;
        this.path = path;
        this.breaker = breaker;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::response);
    }

    private HealthCheckResponse response() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("kairos").up().withData("breaker", breaker.state());
        for (Tenant tenant : tenants.all()) {
            response.withData(
                    "tenant." + tenant.name(), path.of(tenant.kairos()).label());
        }
        return response.build();
    }
}
