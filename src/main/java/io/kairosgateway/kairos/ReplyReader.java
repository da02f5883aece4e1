package io.kairosgateway.kairos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    /** Trailing text after the JSON means that something else wrote the body. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private ReplyReader() {}

    /** @param threshold what a liveness check must reach, null when none was sent */
    public static KairosReply submitted(Kind kind, Double threshold, KairosAnswer answer) {
        if (answer.status() / 100 != 2) {
            return unavailable(answer, Problem.KAIROS_REFUSED);
        }
        String body = answer.text().orElse("");
        JsonNode root = json(body);
        VerificationId id = root == null ? null : id(root);
        if (id == null) {
            return new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null);
        }
        Optional<Decision> decision = decision(kind, threshold, root, body);
        if (decision.isPresent()) {
            return new KairosReply.Decided(id, decision.get(), took(root));
        }
        return kind.synchronous() ? new KairosReply.Unreadable(id, body) : new KairosReply.Accepted(id);
    }

    public static KairosReply polled(Kind kind, KairosAnswer answer) {
        if (answer.status() == 404 || answer.status() == 202) {
            return new KairosReply.Pending();
        }
        if (answer.status() / 100 != 2) {
            return definite(answer.status())
                    ? new KairosReply.Unreadable(null, null)
                    : unavailable(answer, Problem.KAIROS_ERROR);
        }
        String body = answer.text().orElse("");
        JsonNode root = json(body);
        if (root == null) {
            // A page of some proxy, most likely: it says nothing about the verification.
            return new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, answer.retryAfter());
        }
        Optional<Decision> decision = decision(kind, null, root, body);
        if (decision.isPresent()) {
            return new KairosReply.Decided(id(root), decision.get(), took(root));
        }
        JsonNode block = root.path("response_data").path("decision");
        return block.isMissingNode() || block.isNull()
                ? new KairosReply.Pending()
                : new KairosReply.Unreadable(id(root), body);
    }

    private static Optional<Decision> decision(Kind kind, Double threshold, JsonNode root, String body) {
        JsonNode data = root.path("response_data");
        return kind == Kind.LIVENESS
                ? DecisionReader.readLiveness(data, threshold, body)
                : DecisionReader.read(data, body);
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

    private static JsonNode json(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root != null && root.isObject() ? root : null;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    /** {@code api_req_uuid} in the answer to a POST, {@code api_req_uid} in results; both are read everywhere. */
    private static VerificationId id(JsonNode root) {
        return VerificationId.parse(root.path("api_req_uuid").asText(null))
                .or(() -> VerificationId.parse(root.path("api_req_uid").asText(null)))
                .orElse(null);
    }
}
