package io.kairosgateway.ops;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.access.Tenants;
import io.kairosgateway.kairos.KairosPath;
import io.kairosgateway.kairos.KairosPath.Condition;
import io.kairosgateway.kairos.KairosProbe;
import io.kairosgateway.loop.Loop;
import io.kairosgateway.settings.GatewaySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells operators how the path to Kairos is, tenant by tenant, as soon as it changes; and tries it where it is not known to be open, from
 * the start on and then less and less often, so that wrong credentials show before the first customer does.
 */
@Singleton
class SelfCheck {

    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Tenants tenants;
    private final Map<String, Trial> trials = new HashMap<>();
    private final KairosPath path;
    private final KairosProbe probe;
    private final boolean probing;
    private final String place;
    private final String otherSpelling;
    private final Loop looks;

    SelfCheck(
            Tenants tenants,
            KairosPath path,
            KairosProbe probe,
            GatewaySettings settings,
            Vertx vertx,
            MeterRegistry registry) {
        this.tenants = tenants;
        this.path = path;
        this.probe = probe;
        this.probing = settings.kairos().selfCheck();
        this.place = settings.kairos().url().getAuthority();
        this.otherSpelling = settings.kairos().credentialHeaders() == GatewaySettings.Kairos.HeaderSpelling.UNDERSCORE
                ? "hyphen"
                : "underscore";
        this.looks = Loop.of("self-check", vertx, PERIOD, this::look);
        Gauge.builder("kairos.gateway.credentials.healthy", this, now -> now.allLetIn() ? 1 : 0)
                .description("0 when Kairos refuses the credentials of any tenant; the health data say which")
                .register(registry);
    }

    private boolean allLetIn() {
        return tenants.all().stream()
                .allMatch(tenant -> path.of(tenant.kairos()).letsIn());
    }

    void start(@Observes StartupEvent event) {
        looks.startNow();
    }

    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        looks.stop();
    }

    void stop(@Observes ShutdownEvent event) {
        looks.stop();
    }

    private void look() {
        path.keep(tenants.all().stream().map(Tenant::kairos).toList());
        for (Tenant tenant : tenants.all()) {
            try {
                look(trial(tenant));
            } catch (RuntimeException fault) {
                // One tenant's must not keep the others from being looked at.
                looks.failed(fault);
            }
        }
    }

    /** Credentials that have been exchanged are tried like those of the start. */
    private Trial trial(Tenant tenant) {
        return trials.compute(
                tenant.name(),
                (name, known) ->
                        known != null && known.tenant.kairos().equals(tenant.kairos()) ? known : new Trial(tenant));
    }

    private void look(Trial trial) {
        Condition condition = path.of(trial.tenant.kairos());
        if (condition != trial.told) {
            trial.told = condition;
            tell(trial.tenant, condition);
        }
        if (condition == Condition.OPEN) {
            trial.pause = FIRST_PAUSE;
            return;
        }
        if (probing && System.nanoTime() - trial.next >= 0) {
            trial.next = System.nanoTime() + trial.pause.toNanos();
            trial.pause = trial.pause.multipliedBy(2);
            trial.pause = trial.pause.compareTo(LONGEST_PAUSE) < 0 ? trial.pause : LONGEST_PAUSE;
            probe.ask(trial.tenant.kairos()).subscribe().with(found -> path.is(trial.tenant.kairos(), found));
        }
    }

    private void tell(Tenant told, Condition condition) {
        String tenant = told.name();
        switch (condition) {
            case OPEN -> Log.infof("Kairos lets the gateway in tenant=%s", tenant);
            case UNREACHABLE ->
                Log.warnf(
                        "Kairos cannot be reached tenant=%s kairos=%s cause=%s",
                        tenant, place, path.cause(told.kairos()));
            case FAILING -> Log.warnf("Kairos fails, or something before it tenant=%s kairos=%s", tenant, place);
            case CREDENTIALS_REFUSED -> Log.warnf("Kairos does not accept the credentials tenant=%s", tenant);
            case FORBIDDEN ->
                Log.warnf(
                        "Kairos refuses: its quota is used up or it does not accept the credentials tenant=%s", tenant);
            case HEADERS_DROPPED ->
                Log.warnf(
                        "Kairos accepts the credentials in the other spelling only, as behind a proxy that drops such headers:"
                                + " set gateway.kairos.credential-headers=%s tenant=%s",
                        otherSpelling, tenant);
            case UNKNOWN -> {
                // Nothing to tell.
            }
        }
    }

    /** Belongs to the loop. */
    private static final class Trial {

        private final Tenant tenant;
        private Condition told = Condition.UNKNOWN;
        private Duration pause = FIRST_PAUSE;
        private long next = System.nanoTime();

        Trial(Tenant tenant) {
            this.tenant = tenant;
        }
    }
}
