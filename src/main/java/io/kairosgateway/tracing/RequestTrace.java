package io.kairosgateway.tracing;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.TraceParent;
import io.kairosgateway.verification.Verification;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;

/**
 * The trace of one request of a caller. Its span begins when its trace is known: the caller's own when it brings one; else that of the submit
 * of the verification that it is about; else a new one. So a request that is about nothing yet waits for {@link #concerns} or its end.
 */
public final class RequestTrace {

    private static final String KEY = "tracing.request";
    private static final RequestTrace NONE = new RequestTrace(null, SpanContext.getInvalid(), null, null);

    private final Tracer tracer;
    private final SpanContext caller;
    private final String method;
    private final String route;
    private final Instant begun = Instant.now();
    private Span span;
    private boolean over;

    private RequestTrace(Tracer tracer, SpanContext caller, String method, String route) {
        this.tracer = tracer;
        this.caller = caller;
        this.method = method;
        this.route = route;
    }

    static RequestTrace begin(Tracer tracer, RoutingContext context, String route) {
        RequestTrace trace = new RequestTrace(
                tracer,
                Propagation.caller(context.request().headers()),
                context.request().method().name(),
                route);
        context.put(KEY, trace);
        return trace;
    }

    /** One that does nothing, when the request is not traced. */
    public static RequestTrace of(RoutingContext context) {
        RequestTrace trace = context.get(KEY);
        return trace == null ? NONE : trace;
    }

    private synchronized Span span(SpanContext submit) {
        if (span == null) {
            SpanBuilder builder = tracer.spanBuilder(method + " " + route)
                    .setSpanKind(SpanKind.SERVER)
                    .setStartTimestamp(begun)
                    .setAttribute(Attributes.METHOD, method)
                    .setAttribute(Attributes.ROUTE, route);
            // Without its state, which the caller wrote, and which would be exported with the span.
            SpanContext parent = caller.isValid() ? Propagation.withoutState(caller) : submit;
            span = builder.setParent(Propagation.within(parent)).startSpan();
        }
        return span;
    }

    private SpanContext known() {
        return span(SpanContext.getInvalid()).getSpanContext();
    }

    /** What the request turns out to be about. */
    public void concerns(Verification verification) {
        if (tracer == null) {
            return;
        }
        SpanContext submit = submit(verification);
        Span own = span(submit);
        own.setAttribute(Attributes.VERIFICATION, verification.id().value());
        if (submit.isValid() && !submit.getTraceId().equals(own.getSpanContext().getTraceId())) {
            own.addLink(submit);
        }
    }

    private static SpanContext submit(Verification verification) {
        return verification.trace() == null ? SpanContext.getInvalid() : Propagation.context(verification.trace());
    }

    /** For the log; empty when the request is not traced. */
    public Optional<String> id() {
        return tracer == null ? Optional.empty() : Optional.of(known().getTraceId());
    }

    /** What a verification that is submitted here carries with it; null when it is not sampled, and nobody would see what follows. */
    public TraceParent parent() {
        return tracer == null || !known().isSampled() ? null : new TraceParent(Propagation.text(known()));
    }

    /** Sending the upload to Kairos. */
    public KairosCall upload(Kind kind) {
        if (tracer == null) {
            return KairosCall.NONE;
        }
        Span sent = KairosCall.builder(tracer, "POST", "/{version}/{kind}-verification", known())
                .setAttribute(Attributes.KIND, kind.label())
                .startSpan();
        return new KairosCall(sent, caller.getTraceState());
    }

    /** It waited, and is told the end now: a span from the moment that the end was there, or that it began to wait. */
    public void delivered(Verification ended) {
        if (tracer == null || ended.trace() == null || !(ended.state() instanceof State.Ended state)) {
            return;
        }
        SpanContext submit = submit(ended);
        SpanContext own = known();
        boolean same = own.getTraceId().equals(submit.getTraceId());
        SpanBuilder builder = tracer.spanBuilder("deliver")
                .setParent(Propagation.within(same ? own : submit))
                .setAttribute(Attributes.KIND, ended.kind().label())
                .setAttribute(Attributes.VERIFICATION, ended.id().value());
        if (!same) {
            builder.addLink(own);
        }
        // By another replica's clock, perhaps.
        Instant now = Instant.now();
        Instant from = state.at().isAfter(begun) ? state.at() : begun;
        builder.setStartTimestamp(from.isAfter(now) ? now : from).startSpan().end(now);
    }

    /** @param ending what came of the request */
    public synchronized void ended(Ending ending) {
        if (tracer == null || over) {
            return;
        }
        over = true;
        Span own = span(SpanContext.getInvalid());
        ending.tenant().ifPresent(tenant -> own.setAttribute(Attributes.TENANT, tenant));
        ending.kind().ifPresent(kind -> own.setAttribute(Attributes.KIND, kind.label()));
        ending.problem().ifPresent(code -> own.setAttribute(Attributes.PROBLEM, code));
        if (ending.status() == 0) {
            own.setAttribute(Attributes.ERROR, "client_left");
        } else {
            own.setAttribute(Attributes.STATUS, ending.status());
        }
        if (ending.status() >= 500) {
            own.setStatus(StatusCode.ERROR);
        }
        own.end();
    }

    /**
     * What came of a request.
     *
     * @param status 0 when the client had left before there was one
     * @param problem the code of the one that was answered
     */
    public record Ending(int status, Optional<String> problem, Optional<String> tenant, Optional<Kind> kind) {}
}
