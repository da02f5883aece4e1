package io.kairosgateway.kairos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kairosgateway.verification.VerificationId;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A body of Kairos as JSON.
 *
 * @param root an object
 * @param ambiguous whether a name stands in it twice: readers differ in which of the values they take
 * @param ids all values of both names of the id, in the order of {@link #NAMES}
 */
record ResultBody(JsonNode root, boolean ambiguous, List<VerificationId> ids) {

    /** {@code api_req_uuid} in the answer to a POST, {@code api_req_uid} in results; both are read everywhere. */
    private static final List<String> NAMES = List.of("api_req_uuid", "api_req_uid");

    /** Trailing text after the JSON means that something else wrote the body. */
    private static final ObjectReader JSON =
            new JsonMapper().readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectReader STRICT = JSON.with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** Empty when it is not a JSON object. */
    static Optional<ResultBody> read(String body) {
        try {
            return of(STRICT.readValue(body), false, body);
        } catch (MismatchedInputException twiceOrNothing) {
            return lenient(body);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<ResultBody> lenient(String body) {
        try {
            return of(JSON.readValue(body), true, body);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<ResultBody> of(JsonNode root, boolean ambiguous, String body) {
        return root != null && root.isObject()
                ? Optional.of(new ResultBody(root, ambiguous, ambiguous ? idsOf(body) : idsOf(root)))
                : Optional.empty();
    }

    private static List<VerificationId> idsOf(JsonNode root) {
        return NAMES.stream()
                .map(name -> VerificationId.parse(root.path(name).asText(null)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** A tree keeps only one of each name. */
    private static List<VerificationId> idsOf(String body) {
        Set<VerificationId> ids = new LinkedHashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (NAMES.contains(name)) {
                    VerificationId.parse(parser.getValueAsString()).ifPresent(ids::add);
                }
                parser.skipChildren();
            }
        } catch (IOException notJson) {
            return List.of();
        }
        return List.copyOf(ids);
    }

    /** What Kairos calls this verification: {@code asked}, when that is among its ids; null when there is none, or nobody knows which. */
    VerificationId id(VerificationId asked) {
        if (asked != null && ids.contains(asked)) {
            return asked;
        }
        return ids.isEmpty() || ambiguous && ids.size() > 1 ? null : ids.get(0);
    }

    /** Whether there is something under the name at all. */
    static boolean present(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    @Override
    public String toString() {
        return "ResultBody[ids=" + Objects.toString(ids) + "]";
    }
}
