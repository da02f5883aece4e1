package io.kairosgateway.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import java.util.concurrent.atomic.AtomicInteger;

/** One question to Kairos about a verification: the GETs that it takes, and what is made of the answer. */
public final class PollTrace {

    public static final PollTrace NONE = new PollTrace(null, null);

    private final Tracer tracer;
    private final Span span;
    private final AtomicInteger sent = new AtomicInteger();

    PollTrace(Tracer tracer, Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    /** A GET, which may not be the first. */
    public KairosCall get() {
        if (span == null) {
            return KairosCall.NONE;
        }
        Span get = KairosCall.builder(tracer, "GET", "/{version}/{kind}-verification/{uuid}", span.getSpanContext())
                .startSpan();
        int before = sent.getAndIncrement();
        if (before > 0) {
            get.setAttribute(Attributes.RESENT, before);
        }
        return new KairosCall(get, TraceState.getDefault());
    }

    /** @param result of the vocabulary that polls are counted by */
    public void result(String result) {
        if (span != null) {
            span.setAttribute(Attributes.RESULT, result);
        }
    }

    /** @param settled whether the result is in the ledger now */
    public void ended(boolean settled) {
        if (span != null) {
            if (!settled) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
