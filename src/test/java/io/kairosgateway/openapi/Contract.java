package io.kairosgateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The description, read as a client reads it. */
final class Contract {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "head", "options", "patch");

    private final JsonNode document = Description.tree(Description.document());
    private final Forms forms = new Forms(document);
    private final List<Operation> operations = new ArrayList<>();

    Contract() {
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.add(new Operation(
                                path.getKey(), method.getKey().toUpperCase(Locale.ROOT), method.getValue()))));
    }

    /** One method of one path. */
    record Operation(String path, String method, JsonNode node) {

        String id() {
            return node.get("operationId").asText();
        }

        String tag() {
            return node.at("/tags/0").asText();
        }

        boolean tagged(String tag) {
            return tag().equals(tag);
        }

        /** Paths without a variable come first, as the specification has it. */
        private boolean matches(String verb, String address) {
            String pattern = Pattern.quote(path)
                    .replaceAll("\\{version}", "\\\\Ev0\\\\.[12]\\\\Q")
                    .replaceAll("\\{(id|uuid)}", "\\\\E[^/]+\\\\Q");
            return method.equals(verb) && address.matches(pattern);
        }
    }

    /** @param name what it is an example of */
    record Example(String name, JsonNode schema, JsonNode value) {}

    String info(String field) {
        return document.at("/info/" + field).asText();
    }

    /** The examples of a body, by name. */
    Map<String, JsonNode> examples(JsonNode media) {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        media.path("examples")
                .properties()
                .forEach(each ->
                        examples.put(each.getKey(), resolved(each.getValue()).get("value")));
        return examples;
    }

    List<Operation> operations() {
        return operations;
    }

    /** The operation that a request is for, or null when the description has none. */
    Operation operation(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.matches(method, path))
                .findFirst()
                .orElse(null);
    }

    /** @return the answer that is described for the status, {@code default} included; null when there is none */
    JsonNode answer(Operation operation, int status) {
        JsonNode answers = operation.node().get("responses");
        JsonNode answer = answers.get(String.valueOf(status));
        answer = answer == null ? answers.get("default") : answer;
        return answer == null ? null : resolved(answer);
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    List<String> flaws(JsonNode schema, JsonNode value) {
        return forms.flaws(schema, value);
    }

    List<String> flaws(JsonNode schema, String json) {
        return forms.flaws(schema, json);
    }

    List<String> flawsOfSchema(JsonNode schema) {
        return forms.flawsOfSchema(schema);
    }

    /** Every schema, by where it stands. */
    Map<String, JsonNode> schemas() {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        document.at("/components/schemas").properties().forEach(each -> schemas.put(each.getKey(), each.getValue()));
        document.findParents("schema")
                .forEach(each -> schemas.put(each.get("schema").toString(), each.get("schema")));
        return schemas;
    }

    /** Every example of a body or a header, with the schema beside it. */
    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        document.findParents("schema").forEach(media -> {
            if (media.has("example")) {
                examples.add(new Example(media.get("schema").toString(), media.get("schema"), media.get("example")));
            }
            media.path("examples")
                    .properties()
                    .forEach(each -> examples.add(new Example(
                            each.getKey(),
                            media.get("schema"),
                            resolved(each.getValue()).get("value"))));
        });
        document.at("/components/headers").properties().forEach(each -> {
            if (each.getValue().has("example")) {
                examples.add(new Example(
                        each.getKey(),
                        each.getValue().get("schema"),
                        each.getValue().get("example")));
            }
        });
        return examples;
    }

    /** Answers with a body of ours and no example, by operation and status. */
    List<String> withoutExample() {
        List<String> without = new ArrayList<>();
        operations.forEach(operation -> operation
                .node()
                .get("responses")
                .properties()
                .forEach(answer -> resolved(answer.getValue()).path("content").properties().stream()
                        .filter(content -> !content.getKey().equals("*/*"))
                        .filter(content -> !content.getValue().has("example")
                                && content.getValue().path("examples").isEmpty())
                        .forEach(content ->
                                without.add(operation.id() + " " + answer.getKey() + " " + content.getKey()))));
        return without;
    }

    /**
     * What an operation may answer, as the keys that {@link Seen} notes: with the status the code of each problem, or the type of the body,
     * or nothing where there is none.
     */
    List<String> answers(Operation operation) {
        List<String> keys = new ArrayList<>();
        operation.node().get("responses").properties().forEach(answer -> {
            JsonNode content = resolved(answer.getValue()).path("content");
            if (content.isEmpty()) {
                keys.add(answer.getKey());
            }
            content.properties().forEach(type -> {
                JsonNode codes = type.getValue().at("/schema/properties/code/enum");
                if (codes.isMissingNode()) {
                    keys.add(answer.getKey() + " " + type.getKey());
                } else {
                    StreamSupport.stream(codes.spliterator(), false)
                            .map(JsonNode::asText)
                            .forEach(code -> keys.add(answer.getKey() + " " + code));
                }
            });
        });
        return keys.stream().map(key -> operation.id() + " " + key).toList();
    }

    static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }
}
