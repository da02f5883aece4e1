package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.tracing.Tracing;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives a verification that has timed out another chance when somebody asks for it: Kairos may have decided after all. It is asked for at
 * most once per {@code gateway.watch.max-interval} and replica, however many ask here.
 */
@Singleton
public class LateTruth {

    /** Whoever asks is answered in this time; what Kairos says later is taken all the same, for the next one who asks. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int REMEMBERED = 10_000;

    private final Inquiry inquiry;
    private final Ledger ledger;
    private final Tracing tracing;
    private final Duration interval;
    private final InstantSource clock;
    private final Map<VerificationId, Instant> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VerificationId, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    LateTruth(Inquiry inquiry, Ledger ledger, Tracing tracing, GatewaySettings settings) {
        this(inquiry, ledger, tracing, settings.watch().maxInterval(), InstantSource.system());
    }

    LateTruth(Inquiry inquiry, Ledger ledger, Tracing tracing, Duration interval, InstantSource clock) {
        this.inquiry = inquiry;
        this.ledger = ledger;
        this.tracing = tracing;
        this.interval = interval;
        this.clock = clock;
    }

    /** @return whether the verification has ended otherwise now, so that it is worth reading again; never fails */
    public Uni<Boolean> revise(Verification timedOut) {
        if (!(timedOut.state() instanceof State.TimedOut) || !due(timedOut.id())) {
            return Uni.createFrom().item(false);
        }
        PollTrace trace = tracing.poll(timedOut, 0);
        Uni<Boolean> revised = inquiry.about(timedOut, trace)
                .flatMap(answer -> answer.reply() instanceof KairosReply.Decided decided
                        ? ledger.conclude(timedOut, new State.Decided(decided.decision(), clock.instant()))
                        : Uni.createFrom().item(false))
                .onTermination()
                .invoke((settled, fault, left) -> trace.ended(fault == null && !left))
                .onFailure()
                .recoverWithItem(false)
                .memoize()
                .indefinitely();
        // Run to its end by itself: whoever asks may leave before.
        revised.subscribe().with(done -> {});
        return revised.ifNoItem().after(PATIENCE).recoverWithItem(false);
    }

    private synchronized boolean due(VerificationId id) {
        Instant now = clock.instant();
        Instant last = asked.get(id);
        if (last != null && last.plus(interval).isAfter(now)) {
            return false;
        }
        asked.remove(id);
        asked.put(id, now);
        return true;
    }
}
