package io.kairosgateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kairosgateway.openapi.Contract.Operation;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.testing.EventStreamClient.Event;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** Holds every answer against the description, at once, and notes which of those that it describes have been seen. */
final class Seen implements Filter {

    /** What every answer carries, which the description tells once and not with each. */
    private static final List<String> ALWAYS =
            List.of("cache-control", "x-content-type-options", "referrer-policy", "content-security-policy");

    /** How the answer comes over the wire and, by browsers' rules, across origins. */
    private static final Pattern OF_THE_WIRE = Pattern.compile(
            "content-type|content-length|transfer-encoding|connection|date|vary|access-control-.*|cross-origin-.*");

    private final Contract contract;
    private final Set<String> answers = new ConcurrentSkipListSet<>();
    private final Set<String> events = new ConcurrentSkipListSet<>();

    Seen(Contract contract) {
        this.contract = contract;
    }

    /** Which answers, as {@link Contract#answers} names them. */
    Set<String> answers() {
        return answers;
    }

    /** Which events, by name. */
    Set<String> events() {
        return events;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        note(
                request.getMethod(),
                URI.create(request.getURI()).getPath(),
                response.statusCode(),
                headers,
                response.asString());
        return response;
    }

    /** An answer as it came over a bare socket. */
    void note(String method, String path, String answer) {
        String[] parts = answer.split("\r\n\r\n", 2);
        String[] head = parts[0].split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Arrays.stream(head).skip(1).map(line -> line.split(": ?", 2)).forEach(field -> headers.put(field[0], field[1]));
        note(method, path, Integer.parseInt(head[0].split(" ")[1]), headers, parts[1]);
    }

    private void note(String method, String path, int status, Map<String, String> headers, String body) {
        Operation operation = contract.operation(method, path);
        assertThat(operation).as("%s %s is described", method, path).isNotNull();
        String which = operation.id() + " " + status;
        JsonNode answer = contract.answer(operation, status);
        assertThat(answer).as("%s is described; it was: %s", which, body).isNotNull();
        headers(which, answer.path("headers"), headers);
        String label = operation.node().at("/responses/" + status).isMissingNode() ? "default" : String.valueOf(status);
        String type = String.valueOf(headers.get("Content-Type")).split(";")[0];
        JsonNode content = answer.path("content");
        if (content.isEmpty()) {
            assertThat(body).as(which).isEmpty();
            answers.add(operation.id() + " " + label);
            return;
        }
        String described = content.has(type) ? type : "*/*";
        assertThat(content.has(described))
                .as("%s of type %s is described: %s", which, type, body)
                .isTrue();
        body(which, described, content.get(described), body);
        String code = type.equals(ProblemBody.MEDIA_TYPE) ? new JsonObject(body).getString("code") : described;
        answers.add(operation.id() + " " + label + " " + code);
    }

    private void headers(String which, JsonNode described, Map<String, String> headers) {
        assertThat(headers.keySet()).as(which).map(String::toLowerCase).containsAll(ALWAYS);
        described.properties().forEach(each -> {
            JsonNode header = contract.resolved(each.getValue());
            String value = headers.get(each.getKey());
            assertThat(value == null && header.path("required").asBoolean())
                    .as("%s lacks %s", which, each.getKey())
                    .isFalse();
            if (value != null) {
                assertThat(contract.flaws(header.get("schema"), Contract.text(value)))
                        .as("%s: %s of %s", value, each.getKey(), which)
                        .isEmpty();
            }
        });
        assertThat(headers.keySet())
                .as("%s has only headers that are described", which)
                .map(String::toLowerCase)
                .filteredOn(name ->
                        !ALWAYS.contains(name) && !OF_THE_WIRE.matcher(name).matches())
                .allMatch(name -> described.properties().stream()
                        .anyMatch(each -> each.getKey().equalsIgnoreCase(name)));
    }

    private void body(String which, String type, JsonNode content, String body) {
        if (type.endsWith("json")) {
            assertThat(contract.flaws(content.get("schema"), body))
                    .as("%s: %s", which, body)
                    .isEmpty();
        } else if (type.equals("text/event-stream")) {
            Arrays.stream(body.split("\n\n"))
                    .map(block -> Event.of(block.lines().toList()))
                    .filter(event -> event.name() != null)
                    .forEach(event -> event(content, event));
        } else {
            assertThat(body != null).isTrue();
        }
    }

    /** @param operation the one that streams */
    void event(Operation operation, Event event) {
        event(operation.node().at("/responses/200/content/text~1event-stream"), event);
    }

    private void event(JsonNode content, Event event) {
        JsonNode schema = content.path("x-events").path(event.name());
        assertThat(schema.isMissingNode())
                .as("the event %s is described", event.name())
                .isFalse();
        assertThat(contract.flaws(schema, event.data())).as(event.data()).isEmpty();
        events.add(event.name());
    }
}
