package io.kairosgateway.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import java.util.function.BiConsumer;

/** One request to Kairos, and its span; the first who says how it ended is right. */
public final class KairosCall {

    public static final KairosCall NONE = new KairosCall(null, TraceState.getDefault());

    private final Span span;
    private final TraceState state;

    KairosCall(Span span, TraceState state) {
        this.span = span;
        this.state = state;
    }

    static SpanBuilder builder(Tracer tracer, String method, String template, SpanContext parent) {
        return tracer.spanBuilder(method + " " + template)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Propagation.within(parent))
                .setAttribute(Attributes.METHOD, method)
                .setAttribute(Attributes.TEMPLATE, template)
                .setAttribute(Attributes.PEER, "kairos");
    }

    /** What tells Kairos of the trace; nothing while tracing is off, whatever the caller sent. */
    public void headers(BiConsumer<String, String> headers) {
        if (span != null) {
            Propagation.inject(span.getSpanContext(), state, headers);
        }
    }

    /** The same where only one header can be set; null for none. */
    public String traceparent() {
        return span == null ? null : Propagation.text(span.getSpanContext());
    }

    public void answered(int status) {
        if (span != null) {
            span.setAttribute(Attributes.STATUS, status);
            if (status >= 400) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /** @param error why there is no answer, of a fixed vocabulary */
    public void failed(String error) {
        if (span != null) {
            span.setAttribute(Attributes.ERROR, error)
                    .setStatus(StatusCode.ERROR)
                    .end();
        }
    }
}
