package io.kairosgateway.kairos;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.KairosCall;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Asks Kairos for results, guarded. A GET changes nothing at Kairos, so unlike an upload it may be tried again; and it is asked again, on a
 * connection of its own, when the result carries another id than the one asked for.
 */
@Singleton
public class KairosResults {

    private final KairosGets gets;
    private final Guard atOnce;
    private final Guard guard;
    private final KairosAddress address;
    private final KairosPath path;
    private final ResultIds ids;
    private final GatewaySettings.Kairos settings;

    KairosResults(
            KairosGets gets,
            KairosAddress address,
            @Identifier("kairos-results-at-once") Guard atOnce,
            @Identifier("kairos-results") Guard guard,
            KairosPath path,
            ResultIds ids,
            GatewaySettings settings) {
        this.gets = gets;
        this.address = address;
        this.path = path;
        this.ids = ids;
        this.settings = settings.kairos();
        this.atOnce = atOnce;
        this.guard = guard;
    }

    /** What Kairos said, and what it means. The answer is null when there was none, or none about this verification. */
    public record Asked(KairosReply reply, KairosAnswer answer) {

        /** Nothing about the verification that was asked for. */
        public static Asked foreign() {
            return new Asked(new KairosReply.Foreign(), null);
        }
    }

    /** Never fails, and ends within the guards' time limits; whatever goes wrong is {@link KairosReply.Unavailable}. */
    public Uni<Asked> ask(Credentials credentials, String apiVersion, Kind kind, VerificationId id, PollTrace trace) {
        Question question = new Question(credentials, apiVersion, kind, id, trace);
        return asked(question, false)
                .flatMap(first -> ids.fits(question, first) ? Uni.createFrom().item(first) : again(question));
    }

    /** What is asked, and for whom. */
    record Question(Credentials credentials, String apiVersion, Kind kind, VerificationId id, PollTrace trace) {}

    private Uni<Asked> again(Question question) {
        return asked(question, true).flatMap(second -> {
            if (ids.fits(question, second)) {
                return Uni.createFrom().item(second);
            }
            return ids.mayBeOwnNumbering(question, second)
                    ? asked(question, true).map(third -> confirmed(question, second, third))
                    : Uni.createFrom().item(Asked.foreign());
        });
    }

    private Asked confirmed(Question question, Asked second, Asked third) {
        return ids.fits(question, third) || ids.isOwnNumbering(question, second, third) ? third : Asked.foreign();
    }

    private Uni<Asked> asked(Question question, boolean alone) {
        return Uni.createFrom()
                .deferred(() -> atOnce.get(() -> guard.get(() -> once(question, alone), Guards.ASKED), Guards.ASKED))
                .onFailure(Faulty.class)
                .recoverWithItem(fault -> ((Faulty) fault).asked())
                .onFailure()
                .recoverWithItem(fault -> new Asked(unavailable(fault), null));
    }

    private Uni<Asked> once(Question question, boolean alone) {
        KairosCall call = question.trace.get();
        KairosGets.Get get = new KairosGets.Get(
                question.credentials,
                address.spelling(),
                question.apiVersion,
                question.kind,
                question.id,
                call.traceparent(),
                alone);
        // The limit is inside the guard, because only so it cancels the GET: a guard's own time limit lets it run on.
        return gets.get(get, (answer, distrust) -> read(question, answer, distrust))
                .onCancellation()
                .invoke(() -> call.failed("cancelled"))
                .onFailure()
                .invoke(lost -> {
                    if (!Guards.local(lost)) {
                        path.unreachable(question.credentials, lost);
                    }
                    call.failed(lost instanceof TimeoutException ? "timeout" : "unreachable");
                })
                .invoke(asked -> {
                    int status = asked.answer().status();
                    path.answered(question.credentials, status);
                    call.answered(status);
                    if (status >= 500) {
                        throw new Faulty(asked);
                    }
                });
    }

    private Asked read(Question question, KairosAnswer answer, KairosGets.Distrust distrust) {
        if (!answer.whole()) {
            Log.warnf("result is larger than gateway.kairos.max-answer-size verification=%s", question.id);
        }
        Asked asked = new Asked(ids.read(question, answer), answer);
        if (ids.foreign(question, asked)) {
            distrust.run();
        }
        return asked;
    }

    private KairosReply unavailable(Throwable fault) {
        if (fault instanceof CircuitBreakerOpenException) {
            return new KairosReply.Unavailable(
                    Problem.KAIROS_UNREACHABLE, settings.guards().breakerDelay());
        }
        if (Guards.local(fault)) {
            // As many are under way here as may be: that says nothing of Kairos.
            return new KairosReply.Unavailable(Problem.OVERLOADED, Duration.ofSeconds(1));
        }
        if (!(fault instanceof KairosGets.Lost || fault instanceof TimeoutException)) {
            // Not a fault of the network, so it is one of ours; its message may hold anything and stays out.
            Log.warnf("result cannot be asked for cause=%s", fault.getClass().getName());
        }
        return new KairosReply.Unavailable(Problem.KAIROS_UNREACHABLE, null);
    }

    /** Carries a 5xx through the guard, for which only exceptions are failures. */
    static final class Faulty extends RuntimeException {

        private final transient Asked asked;

        Faulty(Asked asked) {
            super(null, null, false, false);
            this.asked = asked;
        }

        Asked asked() {
            return asked;
        }
    }
}
