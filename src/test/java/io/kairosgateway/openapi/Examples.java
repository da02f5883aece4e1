package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.ref;

import io.kairosgateway.delivery.SampleAnswers;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is asked and answered, by example. Nobody's data is in them: what Kairos reads off a document is left out. */
final class Examples {

    private Examples() {}

    static JsonObject components() {
        JsonObject all = new JsonObject();
        for (Problem problem : Problem.values()) {
            all.put(problem.code(), problem(problem));
        }
        for (Kind kind : Kind.values()) {
            if (!kind.synchronous()) {
                all.put("processing-" + kind.label(), value("No decision yet", SampleAnswers.processing(kind, false)));
            }
            all.put("approved-" + kind.label(), value("Nothing was found", SampleAnswers.decided(kind, true, false)));
            all.put("rejected-" + kind.label(), value("Rejected", SampleAnswers.decided(kind, false, false)));
            all.put(
                    "minimal-" + kind.label(),
                    value("As a client token sees it", SampleAnswers.decided(kind, false, true)));
        }
        return all.put("timed_out", value("No decision in time", SampleAnswers.timedOut(Kind.FULL_ID)));
    }

    static JsonObject decided(Kind kind) {
        return refs("approved-" + kind.label(), "rejected-" + kind.label(), "minimal-" + kind.label());
    }

    static JsonObject ended() {
        return decided(Kind.FULL_ID).mergeIn(refs("timed_out"));
    }

    static JsonObject processing(Kind kind) {
        return refs("processing-" + kind.label());
    }

    static JsonObject tokenRequests() {
        return json(
                "submit",
                        json(
                                "summary",
                                "For an upload",
                                "value",
                                json("scope", "submit", "kind", "full-id", "expires_in", 600)),
                "watch", json("summary", "For watching", "value", json("scope", "watch", "id", SampleAnswers.ID)),
                "bound",
                        json(
                                "summary",
                                "For pages of one origin",
                                "value",
                                json("scope", "submit", "kind", "document", "origin", "https://app.example")));
    }

    static JsonObject token() {
        return json(
                "submit",
                json(
                        "value",
                        json(
                                "token",
                                "header.claims.signature",
                                "expires_at",
                                "2026-11-23T10:10:00Z",
                                "scope",
                                "submit")));
    }

    private static JsonObject refs(String... names) {
        JsonObject all = new JsonObject();
        for (String name : names) {
            all.put(name, ref("examples", name));
        }
        return all;
    }

    private static JsonObject value(String summary, String body) {
        return json("summary", summary, "value", new JsonObject(body));
    }

    private static JsonObject problem(Problem problem) {
        JsonObject body = new JsonObject(ProblemBody.of(problem, problem.title() + ".", "order-4711"));
        return json("summary", problem.title(), "description", explained(problem), "value", body);
    }

    /** What the page of problems says of it. */
    private static String explained(Problem problem) {
        Matcher section = Pattern.compile("### `" + problem.code() + "`\n\n.+\n\n- When: (.+)\n- What to do: (.+)\n")
                .matcher(page());
        if (!section.find()) {
            throw new AssertionError("src/docs/problems.md does not explain " + problem.code());
        }
        return section.group(1) + "\n\nWhat to do: " + section.group(2);
    }

    private static String page() {
        try {
            return Files.readString(Path.of("src/docs/problems.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
