package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.ref;
import static io.kairosgateway.openapi.Json.schema;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The answers of an operation by status, problems included. Operations that have a problem answer in common refer to one and the same. */
final class Answers {

    /** What any request may be told, whatever it is for: its head cannot be read, or something failed that nobody expected. */
    private static final List<Problem> ANY = List.of(
            Problem.BAD_REQUEST,
            Problem.SANDBOX_ONLY,
            Problem.URI_TOO_LONG,
            Problem.HEADERS_TOO_LARGE,
            Problem.INTERNAL_ERROR);

    private final JsonObject shared;
    private final String family;
    private final String own;
    private final Headers[] everywhere;
    private final Map<String, JsonObject> byStatus = new TreeMap<>();
    private IntPredicate kairosOwn = none -> false;

    /**
     * @param shared the components, which grow
     * @param family the beginning of the names of answers
     * @param own the same where the family has another answer with the status
     * @param everywhere headers that every answer of the operation may have
     */
    Answers(JsonObject shared, String family, String own, Headers... everywhere) {
        this.shared = shared;
        this.family = family;
        this.own = own;
        this.everywhere = everywhere;
    }

    JsonObject all() {
        JsonObject all = new JsonObject();
        byStatus.forEach((status, answer) -> all.put(status, answer));
        return all;
    }

    /** An answer that is no problem. */
    Answers with(String status, String description, JsonObject content, Headers... headers) {
        byStatus.put(status, json("description", description, "headers", headers(headers), "content", content));
        return this;
    }

    private JsonObject headers(Headers... own) {
        // Who shows no key is told of nobody's limits.
        boolean stranger = Arrays.asList(own).contains(Headers.AUTHENTICATE);
        return Headers.of(Stream.of(
                        Stream.of(Headers.REQUEST_ID),
                        Arrays.stream(own),
                        stranger ? Stream.of() : Arrays.stream(everywhere))
                .flatMap(each -> each)
                .toArray(Headers[]::new));
    }

    /** Everything that can go wrong, by status; where there is another answer with this status it is one of two forms. */
    Answers problems(Problem... own) {
        Map<Integer, List<Problem>> grouped = Stream.concat(ANY.stream(), Arrays.stream(own))
                .distinct()
                .sorted()
                .collect(Collectors.groupingBy(Problem::status, TreeMap::new, Collectors.toList()));
        grouped.forEach((status, problems) -> {
            JsonObject answer = problem(status, problems);
            JsonObject other = byStatus.get(status.toString());
            byStatus.put(status.toString(), other == null ? share(status, answer) : either(other, answer));
        });
        return this;
    }

    /** From now on there stands beside a problem Kairos' own answer with the same status, as it came. */
    Answers orKairosOwn(IntPredicate statuses) {
        kairosOwn = statuses;
        return this;
    }

    private static JsonObject either(JsonObject other, JsonObject problem) {
        JsonObject both = other.copy();
        both.getJsonObject("content").mergeIn(problem.getJsonObject("content"));
        return both.put("description", both.getString("description") + " " + problem.getString("description"));
    }

    private JsonObject problem(int status, List<Problem> problems) {
        List<Headers> headers = new ArrayList<>(List.of());
        if (status == Problem.UNAUTHENTICATED.status()) {
            headers.add(Headers.AUTHENTICATE);
        }
        if (status == 429 && !kairosOwn.test(status)) {
            headers.add(Headers.RETRY_AFTER);
        } else if (status == 429 || status == 409 || status == 502 || status == 503) {
            headers.add(Headers.MAYBE_RETRY_AFTER);
        }
        JsonObject examples = new JsonObject();
        problems.forEach(one -> examples.put(one.code(), ref("examples", one.code())));
        JsonObject narrowed = schema("Problem")
                .put(
                        "properties",
                        json(
                                "status", json("const", status),
                                "code",
                                        json(
                                                "enum",
                                                array(problems.stream()
                                                        .map(Problem::code)
                                                        .toList()))));
        JsonObject content = json(ProblemBody.MEDIA_TYPE, json("schema", narrowed, "examples", examples));
        String description = problems.stream()
                .map(one -> one.title() + " (`" + one.code() + "`).")
                .collect(Collectors.joining(" "));
        if (kairosOwn.test(status)) {
            content.put("*/*", json());
            description += " Or what Kairos answered with this status, as it came.";
        }
        return json(
                "description", description, "headers", headers(headers.toArray(Headers[]::new)), "content", content);
    }

    private JsonObject share(int status, JsonObject answer) {
        String name = shared.fieldNames().stream()
                .filter(known -> shared.getJsonObject(known).equals(answer))
                .findFirst()
                .orElse((shared.containsKey(family + status) ? own : family) + status);
        if (!answer.equals(shared.getJsonObject(name, answer))) {
            throw new AssertionError("two answers have the name " + name);
        }
        shared.put(name, answer);
        return ref("responses", name);
    }
}
