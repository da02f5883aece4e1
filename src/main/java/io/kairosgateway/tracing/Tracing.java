package io.kairosgateway.tracing;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TracingAsUnderstood;
import io.kairosgateway.verification.Verification;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where spans begin. Off until there is an endpoint, and then there is nothing: no SDK, no thread, no connection, and every trace that is
 * asked for is one that does nothing.
 *
 * <pre>
 *   submit ─┬─ POST to Kairos
 *           ├─ poll ── GET to Kairos       by any replica: the verification carries its {@code traceparent}
 *           ├─ read, event stream          of whoever brings no trace of its own
 *           └─ deliver                     to each who waited, linked with its request when that has another trace
 * </pre>
 *
 * <p>No context is kept in threads: the request, the verification and the call are handed on, as everything else is here.
 */
@Singleton
public class Tracing {

    private static final long LAST_SPANS_MILLIS = 2000;

    private final Optional<SdkTracerProvider> sdk;
    private final Tracer tracer;

    Tracing(Vertx vertx, GatewaySettings settings) {
        TracingAsUnderstood understood = TracingAsUnderstood.of(settings.tracing());
        this.sdk = understood.endpoint().map(endpoint -> sdk(vertx, endpoint, understood, settings.tracing()));
        this.tracer = sdk.map(provider -> provider.get("io.kairosgateway")).orElse(null);
    }

    /** What does not fit into the queue, or cannot be exported in time, is dropped: nothing waits for a collector. */
    private static SdkTracerProvider sdk(
            Vertx vertx, URI endpoint, TracingAsUnderstood understood, GatewaySettings.Tracing settings) {
        SdkTracerProviderBuilder builder = SdkTracerProvider.builder()
                .setResource(Attributes.resource(understood, settings.serviceName()))
                .setSampler(Sampling.of(understood))
                .addSpanProcessor(BatchSpanProcessor.builder(
                                new OtlpExporter(vertx, endpoint, understood.headers(), settings.exportTimeout()))
                        .setMaxQueueSize(settings.maxQueue())
                        .setMaxExportBatchSize(Math.min(settings.maxQueue(), 512))
                        .setScheduleDelay(settings.exportDelay())
                        // Later than the exporter's own limit, which ends the call.
                        .setExporterTimeout(settings.exportTimeout().plusSeconds(1))
                        .build());
        return builder.build();
    }

    public boolean on() {
        return tracer != null;
    }

    /** The last spans, while there are still event loops to send them. */
    void stop(@Observes ShutdownEvent event) {
        sdk.ifPresent(provider -> provider.shutdown().join(LAST_SPANS_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Only while it is {@link #on}; from then on {@link RequestTrace#of} finds it. */
    public RequestTrace request(RoutingContext context, String route) {
        return RequestTrace.begin(tracer, context, route);
    }

    /**
     * One question to Kairos about a verification; nothing when its submit is not traced.
     *
     * @param number 1 for the first, 0 for one beside the schedule
     */
    public PollTrace poll(Verification verification, int number) {
        if (tracer == null || verification.trace() == null) {
            return PollTrace.NONE;
        }
        SpanContext submit = Propagation.context(verification.trace());
        Span span = tracer.spanBuilder("poll")
                .setParent(Propagation.within(submit))
                .setAttribute(Attributes.TENANT, verification.tenant())
                .setAttribute(Attributes.KIND, verification.kind().label())
                .setAttribute(Attributes.VERIFICATION, verification.id().value())
                .startSpan();
        if (number > 0) {
            span.setAttribute(Attributes.POLL, number);
        }
        return new PollTrace(tracer, span);
    }
}
