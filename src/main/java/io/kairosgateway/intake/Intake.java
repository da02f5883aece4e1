package io.kairosgateway.intake;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.kairos.KairosAnswer;
import io.kairosgateway.kairos.KairosPath;
import io.kairosgateway.kairos.KairosUpload;
import io.kairosgateway.kairos.ReplyReader;
import io.kairosgateway.kairos.SandboxHeader;
import io.kairosgateway.kairos.Upstream;
import io.kairosgateway.ledger.Hold;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.ledger.Ledger.Recorded;
import io.kairosgateway.ledger.TakenIds;
import io.kairosgateway.problem.KairosHas;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.KairosCall;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.PollSchedule;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * Takes an upload in, in this order: the headers are checked, a place is taken, the connection to Kairos is opened, the client is told to
 * send, the body is piped through its checks, the answer is read and recorded. Whatever fails before the pipe has cost Kairos nothing, and
 * nothing is tried again after it has begun.
 */
@Singleton
class Intake {

    /** Open verifications end in seconds, most of them. */
    private static final Duration FULL = Duration.ofSeconds(5);

    private static final String WHOLE = "intake.whole";

    private final Vertx vertx;
    private final KairosUpload upload;
    private final GatewaySettings.Intake settings;
    private final PartLimits limits;
    private final InFlight inFlight;
    private final KairosPath path;
    private final Ledger ledger;
    private final PollSchedule schedule;
    private final Leases leases;
    private final IntakeMeters meters;

    Intake(
            Vertx vertx,
            KairosUpload upload,
            PollSchedule schedule,
            InFlight inFlight,
            KairosPath path,
            Ledger ledger,
            IntakeMeters meters,
            GatewaySettings settings) {
        this.path = path;
        this.meters = meters;
        this.vertx = vertx;
        this.upload = upload;
        this.schedule = schedule;
        this.ledger = ledger;
        this.leases = Leases.of(settings);
        this.inFlight = inFlight;
        this.settings = settings.intake();
        this.limits = PartLimits.of(settings.intake());
    }

    /**
     * @param hold committed before the last bytes go, and bound to what comes of them; null for none
     * @return what Kairos made of the upload; fails with a {@link ProblemException} when it made nothing of it
     */
    Uni<Submission> submit(RoutingContext context, Tenant tenant, Kind kind, String apiVersion, Hold hold) {
        if (over(context)) {
            // What is left of the body is already being got rid of.
            throw left();
        }
        if (ledger.full()) {
            throw new ProblemException(
                    Problem.OVERLOADED, "As many verifications are open as this replica can hold.", FULL);
        }
        Announcement announced =
                Announcement.of(context.request(), settings.maxRequestSize().asLongValue());
        BodyCheck check = check(announced.contentType(), kind, tenant);
        // What is thrown in it gives the place back as well.
        return inFlight.enter(tenant)
                .during(() -> submit(context, announced, check, new Target(tenant, kind, apiVersion, hold)));
    }

    /** What is sent where, for whom. */
    private record Target(Tenant tenant, Kind kind, String apiVersion, Hold hold) {}

    private Uni<Submission> submit(RoutingContext context, Announcement announced, BodyCheck check, Target target) {
        Tenant tenant = target.tenant();
        Kind kind = target.kind();
        RequestTrace trace = RequestTrace.of(context);
        KairosCall call = trace.upload(kind);
        KairosHas.NO_WHOLE.note(context);
        ClientBody body = new ClientBody(vertx, context.request(), settings);
        // Begun inside a future, so that whatever is thrown stops the body's timer.
        return Uni.createFrom()
                .completionStage(Future.succeededFuture()
                        .compose(begun -> upload.open(
                                tenant.kairos(),
                                target.apiVersion(),
                                kind,
                                check.contentType(),
                                announced.length(),
                                SandboxHeader.admitted(context),
                                call))
                        .compose(upstream -> send(context, upstream, body, check, target.hold()))
                        .onSuccess(answer -> answered(answer, context, tenant, call))
                        .onFailure(lost -> call.failed(
                                lost instanceof ProblemException told
                                        ? told.problem().code()
                                        : "body_failed"))
                        .onComplete(done -> {
                            body.stop();
                            meters.ended(kind, body.bytes());
                        })
                        .toCompletionStage())
                .map(answer -> Submission.of(
                        tenant,
                        kind,
                        target.apiVersion(),
                        check.parts().value("profile").orElse(null),
                        Instant.now(),
                        answer,
                        ReplyReader.submitted(kind, threshold(check), answer),
                        trace.parent()))
                .flatMap(submission -> recorded(submission, target.hold()));
    }

    private void answered(KairosAnswer answer, RoutingContext context, Tenant tenant, KairosCall call) {
        if (answer.status() / 100 == 4) {
            // Kairos has said no in so many words: it works on nothing, and nothing is paid for.
            KairosHas.NO_WHOLE.note(context);
        }
        call.answered(answer.status());
        path.answered(tenant.kairos(), answer.status());
    }

    private static void letGo(RoutingContext context) {
        KairosHas.THE_WHOLE.note(context);
        context.put(WHOLE, System.nanoTime());
    }

    /** How long ago the upload of this request had come whole; nothing when none has. */
    static Duration sinceWhole(RoutingContext context) {
        Long whole = context.get(WHOLE);
        return whole == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - whole);
    }

    /** Whether nobody waits for an answer: the client has left, or it has been told already that its chunks are broken. */
    private static boolean over(RoutingContext context) {
        return context.response().closed() || context.response().ended();
    }

    private static ProblemException left() {
        return new ProblemException(Problem.UPLOAD_ABORTED, "The client left before the body.");
    }

    private Future<KairosAnswer> send(
            RoutingContext context, Upstream upstream, ClientBody body, BodyCheck check, Hold hold) {
        if (over(context)) {
            return upstream.abort(left());
        }
        UnreadBody.invite(context);
        CheckedBody checked = new CheckedBody(body, check, () -> committed(hold), () -> letGo(context));
        return upstream.send(checked).onComplete(done -> checked.close());
    }

    private Future<?> committed(Hold hold) {
        if (hold == null) {
            return Future.succeededFuture();
        }
        return Future.fromCompletionStage(
                        ledger.commit(hold, leases.answer()).subscribeAsCompletionStage(), vertx.getOrCreateContext())
                .compose(mine -> mine
                        ? Future.succeededFuture()
                        : Future.failedFuture(new ProblemException(
                                Problem.UPLOAD_STALLED,
                                "The place of this upload was lost before its end; send it again.")));
    }

    private Uni<Submission> recorded(Submission submission, Hold hold) {
        if (submission.verification().isEmpty()) {
            return Uni.createFrom().item(submission);
        }
        boolean asked = hold != null && hold.repeatable();
        Origin origin = new Origin(hold, asked ? submission.answer().asLast() : null);
        Verification verification = submission.verification().get();
        return ledger.record(verification, schedule.first(verification), origin).map(recorded -> {
            if (recorded != Recorded.WRITTEN) {
                TakenIds.told(verification.id());
                throw new ProblemException(
                        Problem.KAIROS_UNREADABLE,
                        "Kairos gave the id of another upload; what it makes of this one is not known.");
            }
            return submission;
        });
    }

    private static Double threshold(BodyCheck check) {
        return check.parts().value("threshold").map(Double::valueOf).orElse(null);
    }

    private BodyCheck check(String contentType, Kind kind, Tenant tenant) {
        Opening opening = BodyCheck.open(
                contentType, kind, tenant.profile().map(limits::pinned).orElse(limits));
        if (opening instanceof Refusal refusal) {
            throw refusal.exception();
        }
        return (BodyCheck) opening;
    }
}
