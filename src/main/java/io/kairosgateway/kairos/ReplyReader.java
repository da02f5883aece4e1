package io.kairosgateway.kairos;

import com.fasterxml.jackson.databind.JsonNode;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads Kairos' answers: a pure function of kind, status and body. Pending is the absence of a decision; {@code response_code} is never
 * looked at, because its values mean different things in Kairos' own samples.
 */
public final class ReplyReader {

    private static final int OK = 200;
    private static final int CREATED = 201;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private ReplyReader() {}

    /** @param threshold what a liveness check must reach, null when none was sent */
    public static KairosReply submitted(Kind kind, Double threshold, KairosAnswer answer) {
        if (answer.status() / 100 != 2) {
            return unavailable(answer, Problem.KAIROS_REFUSED);
        }
        String body = answer.text().orElse("");
        Optional<ResultBody> result = ResultBody.read(body);
        VerificationId id = result.map(read -> read.id(null)).orElse(null);
        if (id == null) {
            return new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, answer.retryAfter());
        }
        Optional<Decision> decision =
                complete(answer) ? decision(kind, threshold, result.get(), body) : Optional.empty();
        if (decision.isPresent()) {
            return new KairosReply.Decided(id, decision.get(), took(result.get().root()));
        }
        return kind.synchronous() ? new KairosReply.Unreadable(id, body) : new KairosReply.Accepted(id);
    }

    static KairosReply polled(Kind kind, KairosAnswer answer) {
        return polled(kind, null, answer);
    }

    /** @param asked the id that was asked for: of two ids in the answer it is the one that counts */
    static KairosReply polled(Kind kind, VerificationId asked, KairosAnswer answer) {
        if (answer.status() == 404 || answer.status() == 202) {
            return new KairosReply.Pending(ResultBody.read(answer.text().orElse(""))
                    .map(read -> read.id(asked))
                    .orElse(null));
        }
        if (!complete(answer)) {
            return definite(answer.status())
                    ? new KairosReply.Unreadable(null, null)
                    : unavailable(
                            answer, answer.status() / 100 == 2 ? Problem.KAIROS_UNREADABLE : Problem.KAIROS_ERROR);
        }
        if (!answer.whole()) {
            // Kairos said so much of this verification that it can never be taken; the next answer will be the same.
            return new KairosReply.Unreadable(null, null);
        }
        String body = answer.text().orElse("");
        return ResultBody.read(body)
                .map(result -> polled(kind, result, result.id(asked), body))
                // A page of some proxy, most likely: it says nothing about the verification.
                .orElseGet(() -> new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, answer.retryAfter()));
    }

    private static KairosReply polled(Kind kind, ResultBody result, VerificationId id, String body) {
        Optional<Decision> decision = decision(kind, null, result, body);
        if (decision.isPresent()) {
            return new KairosReply.Decided(id, decision.get(), took(result.root()));
        }
        return ResultBody.present(result.root().path("response_data").path("decision"))
                ? new KairosReply.Unreadable(id, body)
                : new KairosReply.Pending(id);
    }

    private static Optional<Decision> decision(Kind kind, Double threshold, ResultBody result, String body) {
        return kind == Kind.LIVENESS
                ? DecisionReader.readLiveness(result, threshold, body)
                : DecisionReader.read(result, body);
    }

    /** A part of a result, or one that somebody has changed on the way, has other statuses. */
    private static boolean complete(KairosAnswer answer) {
        return answer.status() == OK || answer.status() == CREATED;
    }

    /** The statuses that say something about this verification and not about Kairos or our credentials. */
    private static boolean definite(int status) {
        return status == 400 || status == 410 || status == 422;
    }

    /** The zone of the two times is not known, but it is the same one. */
    private static Duration took(JsonNode root) {
        try {
            Duration took = Duration.between(
                    LocalDateTime.parse(root.path("requested_at").asText(), TIME),
                    LocalDateTime.parse(root.path("processed_at").asText(), TIME));
            return took.isNegative() ? null : took;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static KairosReply unavailable(KairosAnswer answer, Problem otherwise) {
        Problem problem =
                switch (answer.status()) {
                    case 401 -> Problem.KAIROS_CREDENTIALS;
                    case 403 -> Problem.KAIROS_FORBIDDEN;
                    case 429 -> Problem.KAIROS_BUSY;
                    default -> answer.status() >= 500 ? Problem.KAIROS_ERROR : otherwise;
                };
        return new KairosReply.Unavailable(problem, answer.retryAfter());
    }
}
