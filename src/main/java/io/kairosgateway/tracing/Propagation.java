package io.kairosgateway.tracing;

import io.kairosgateway.verification.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;

/** Trace contexts as they come in, go out and are kept (W3C Trace Context). */
final class Propagation {

    static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    /** As much as everybody has to hand on; more is dropped. */
    private static final int LONGEST_STATE = 512;

    private static final TextMapGetter<MultiMap> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
            return headers.names();
        }

        @Override
        public String get(MultiMap headers, String name) {
            return name.equals(TRACESTATE) ? state(headers.getAll(name)) : headers.get(name);
        }
    };

    private Propagation() {}

    /** What the caller says it is a part of; invalid when it says nothing, or nothing that can be understood. */
    static SpanContext caller(MultiMap headers) {
        // Of several nobody knows which is true.
        return headers.getAll(TRACEPARENT).size() == 1
                ? Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER))
                        .getSpanContext()
                : SpanContext.getInvalid();
    }

    private static String state(List<String> values) {
        String state = String.join(",", values);
        return state.isEmpty() || state.length() > LONGEST_STATE ? null : state;
    }

    /** @param state the caller's, which it wrote itself: it is handed on, and neither kept nor exported */
    static void inject(SpanContext span, TraceState state, BiConsumer<String, String> headers) {
        SpanContext sent = SpanContext.create(span.getTraceId(), span.getSpanId(), span.getTraceFlags(), state);
        W3CTraceContextPropagator.getInstance()
                .inject(within(sent), headers, (carrier, name, value) -> carrier.accept(name, value));
    }

    static SpanContext context(TraceParent parent) {
        return remote(parent.traceId(), parent.spanId(), TraceFlags.fromHex(parent.flags(), 0));
    }

    static SpanContext withoutState(SpanContext caller) {
        return caller.isValid()
                ? remote(caller.getTraceId(), caller.getSpanId(), caller.getTraceFlags())
                : SpanContext.getInvalid();
    }

    private static SpanContext remote(String traceId, String spanId, TraceFlags flags) {
        return SpanContext.createFromRemoteParent(traceId, spanId, flags, TraceState.getDefault());
    }

    /** For a span's parent: none when it is invalid, whatever a thread may hold. */
    static Context within(SpanContext parent) {
        return Context.root().with(Span.wrap(parent));
    }

    static String text(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }
}
