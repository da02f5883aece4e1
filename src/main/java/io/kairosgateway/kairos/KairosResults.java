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
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Asks Kairos for results, guarded. A GET changes nothing at Kairos, so unlike an upload it may be tried again.
 */
@Singleton
public class KairosResults {

    private final KairosApi api;
    private final Guard guard;
    private final KairosPath path;
    private final GatewaySettings.Kairos settings;

    KairosResults(
            KairosAddress address,
            @Identifier("kairos-results") Guard guard,
            KairosPath path,
            GatewaySettings settings) {
        this.path = path;
        this.settings = settings.kairos();
        this.guard = guard;
        this.api = ApiClient.of(address, this.settings, this.settings.credentialHeaders());
    }

    /** What Kairos said, and what it means. The answer is null when there was none. */
    public record Asked(KairosReply reply, KairosAnswer answer) {}

    /** Never fails, and ends within the guards' time limits; whatever goes wrong is {@link KairosReply.Unavailable}. */
    public Uni<Asked> ask(Credentials credentials, String apiVersion, Kind kind, VerificationId id, PollTrace trace) {
        return Uni.createFrom()
                .deferred(() -> guard.get(() -> once(credentials, apiVersion, kind, id, trace.get()), Guards.ANSWER))
                .map(answer -> new Asked(ReplyReader.polled(kind, answer), answer))
                .onFailure(Faulty.class)
                .recoverWithItem(fault -> faulty(kind, fault))
                .onFailure()
                .recoverWithItem(fault -> new Asked(unavailable(fault), null));
    }

    private Uni<KairosAnswer> once(
            Credentials credentials, String apiVersion, Kind kind, VerificationId id, KairosCall call) {
        // The limit is inside the guard, because only so it cancels the GET: a guard's own time limit lets it run on.
        return api.result(
                        apiVersion,
                        kind.resource(),
                        id.value(),
                        credentials.appId(),
                        credentials.appKey(),
                        call.traceparent())
                .ifNoItem()
                .after(settings.guards().timeout())
                .fail()
                .map(this::read)
                .onCancellation()
                .invoke(() -> call.failed("cancelled"))
                .onFailure()
                .invoke(lost -> {
                    path.unreachable(credentials);
                    call.failed(lost instanceof TimeoutException ? "timeout" : "unreachable");
                })
                .invoke(answer -> {
                    path.answered(credentials, answer.status());
                    call.answered(answer.status());
                    if (answer.status() >= 500) {
                        throw new Faulty(answer);
                    }
                });
    }

    private KairosAnswer read(Response response) {
        byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : new byte[0];
        if (body.length > settings.maxAnswerSize().asLongValue()) {
            Log.warnf("result is larger than gateway.kairos.max-answer-size bytes=%d", body.length);
            body = new byte[0];
        }
        return KairosAnswer.of(
                response.getStatus(),
                response.getHeaderString(HttpHeaders.CONTENT_TYPE),
                response.getHeaderString(HttpHeaders.RETRY_AFTER),
                body);
    }

    private static Asked faulty(Kind kind, Faulty fault) {
        return new Asked(ReplyReader.polled(kind, fault.answer), fault.answer);
    }

    private KairosReply unavailable(Throwable fault) {
        if (fault instanceof CircuitBreakerOpenException) {
            return new KairosReply.Unavailable(
                    Problem.KAIROS_UNREACHABLE, settings.guards().breakerDelay());
        }
        if (fault instanceof BulkheadException) {
            return new KairosReply.Unavailable(Problem.KAIROS_UNREACHABLE, Duration.ofSeconds(1));
        }
        if (!(fault instanceof ProcessingException
                || fault instanceof TimeoutException
                || fault instanceof IOException)) {
            // Not a fault of the network, so it is one of ours; its message may hold anything and stays out.
            Log.warnf("result cannot be asked for cause=%s", fault.getClass().getName());
        }
        return new KairosReply.Unavailable(Problem.KAIROS_UNREACHABLE, null);
    }

    /** Carries a 5xx through the guard, for which only exceptions are failures. */
    static final class Faulty extends RuntimeException {

        private final transient KairosAnswer answer;

        Faulty(KairosAnswer answer) {
            super(null, null, false, false);
            this.answer = answer;
        }

        KairosAnswer answer() {
            return answer;
        }
    }
}
