package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kairosgateway.openapi.Contract.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The description as a Postman collection (v2.1). It can be run from top to bottom: what a request needs of an earlier answer, the id of a
 * verification or a token, a script keeps in a variable.
 */
final class PostmanCollection {

    static final Path FILE = Path.of("src/docs/postman.json");

    private static final String SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    private static final Map<String, String> HEADERS =
            Map.of("Prefer", "wait=30", "If-None-Match", "\"processing\"", "Idempotency-Key", "{{$guid}}");

    private final Contract contract;

    PostmanCollection(Contract contract) {
        this.contract = contract;
    }

    JsonObject collection() {
        Map<String, List<Operation>> folders = new LinkedHashMap<>();
        contract.operations()
                .forEach(operation -> folders.computeIfAbsent(operation.tag(), tag -> new ArrayList<>())
                        .add(operation));
        JsonArray items = array();
        folders.forEach((tag, operations) -> {
            JsonArray requests = array();
            // What forgets the verification comes after all that ask for it.
            Stream.concat(
                            operations.stream()
                                    .filter(operation -> !operation.method().equals("DELETE")),
                            operations.stream()
                                    .filter(operation -> operation.method().equals("DELETE")))
                    .forEach(operation -> requests.add(item(operation)));
            items.add(json("name", tag, "item", requests));
        });
        return json(
                "info",
                        json(
                                "_postman_id", id("collection"),
                                "name", contract.info("title"),
                                "description", contract.info("description"),
                                "schema", SCHEMA),
                "item", items,
                "variable",
                        array(
                                json("key", "baseUrl", "value", "http://localhost:8080"),
                                json("key", "apiKey", "value", "demo-key"),
                                json("key", "appId", "value", "default"),
                                json("key", "samples", "value", "src/samples"),
                                json("key", "id", "value", ""),
                                json("key", "clientToken", "value", "")));
    }

    private JsonObject item(Operation operation) {
        JsonArray responses = array();
        // Problems are the same everywhere; the description has them.
        operation.node().get("responses").properties().stream()
                .filter(answer -> answer.getKey().startsWith("2"))
                .forEach(answer -> contract.resolved(answer.getValue())
                        .path("content")
                        .properties()
                        .forEach(type -> contract.examples(type.getValue())
                                .forEach((name, example) -> responses.add(
                                        response(operation, answer.getKey(), type.getKey(), name, example)))));
        return json(
                "name", operation.node().get("summary").asText(),
                "id", id(operation.id()),
                "event", keeps(operation),
                "request", request(operation),
                "response", responses);
    }

    private JsonObject request(Operation operation) {
        JsonArray headers = array();
        JsonArray query = array();
        operation.node().path("parameters").forEach(each -> {
            JsonNode parameter = contract.resolved(each);
            String name = parameter.get("name").asText();
            String description = parameter.get("description").asText();
            // Off, because each changes the answer.
            JsonObject entry = json(
                    "key", name, "value", HEADERS.getOrDefault(name, ""), "description", description, "disabled", true);
            (parameter.get("in").asText().equals("query") ? query : headers).add(entry);
        });
        JsonArray path = array();
        for (String segment : operation.path().substring(1).split("/")) {
            path.add(segment.replaceAll("\\{(id|uuid)}", ":$1").replace("{version}", "v0.1"));
        }
        JsonArray variables = array();
        if (operation.path().matches(".*\\{(id|uuid)}.*")) {
            variables.add(json("key", operation.path().replaceAll(".*\\{(id|uuid)}.*", "$1"), "value", "{{id}}"));
        }
        if (operation.tagged("Drop-in")) {
            headers.add(json("key", "app_id", "value", "{{appId}}")).add(json("key", "app_key", "value", "{{apiKey}}"));
        }
        return json(
                "method", operation.method(),
                "description", operation.node().get("description").asText(),
                "auth", operation.node().at("/security/0/apiKey").isMissingNode() ? json("type", "noauth") : bearer(),
                "header", headers,
                "url",
                        json(
                                "raw",
                                        "{{baseUrl}}/"
                                                + String.join(
                                                        "/",
                                                        path.stream()
                                                                .map(String::valueOf)
                                                                .toList()),
                                "host", array("{{baseUrl}}"),
                                "path", path,
                                "query", query,
                                "variable", variables),
                "body", body(operation));
    }

    private static JsonObject bearer() {
        return json("type", "bearer", "bearer", array(json("key", "token", "value", "{{apiKey}}", "type", "string")));
    }

    private JsonObject body(Operation operation) {
        JsonNode content = operation.node().at("/requestBody/content");
        JsonNode form = content.path("multipart/form-data");
        if (!form.isMissingNode()) {
            JsonNode schema = contract.resolved(form.get("schema"));
            JsonArray fields = array();
            schema.get("properties")
                    .properties()
                    .forEach(part -> fields.add(field(part.getKey(), part.getValue(), schema)));
            return json("mode", "formdata", "formdata", fields);
        }
        if (content.has("application/json")) {
            String raw = contract.examples(content.get("application/json"))
                    .values()
                    .iterator()
                    .next()
                    .toPrettyString();
            return json("mode", "raw", "raw", raw, "options", json("raw", json("language", "json")));
        }
        return null;
    }

    private static JsonObject field(String name, JsonNode part, JsonNode schema) {
        boolean optional = true;
        for (JsonNode required : schema.get("required")) {
            optional &= !required.asText().equals(name);
        }
        boolean file = part.has("contentMediaType");
        String value = part.path("enum").isEmpty() ? "0.6" : part.at("/enum/0").asText();
        return json(
                "key", name,
                "type", file ? "file" : "text",
                "src", file ? "{{samples}}/" + name + ".jpg" : null,
                "value", file ? null : value,
                "description", part.path("description").asText(),
                "disabled", optional ? true : null);
    }

    /** What later requests need of the answer. */
    private static JsonArray keeps(Operation operation) {
        String kept =
                switch (operation.id()) {
                    case "submitFullId", "submitDocument" -> "'id', pm.response.json().id";
                    case "mintClientToken" -> "'clientToken', pm.response.json().token";
                    default ->
                        operation.id().startsWith("dropInSubmit")
                                ? "'id', "
                                        + (operation.node().at("/responses/201").isMissingNode()
                                                ? "pm.response.json().api_req_uid"
                                                : "pm.response.json().api_req_uuid")
                                : null;
                };
        return kept == null
                ? null
                : array(json(
                        "listen",
                        "test",
                        "script",
                        json("type", "text/javascript", "exec", array("pm.collectionVariables.set(" + kept + ");"))));
    }

    private static JsonObject response(Operation operation, String status, String type, String name, JsonNode example) {
        return json(
                "name",
                status + " " + name,
                "id",
                id(operation.id() + status + name),
                "code",
                status.equals("default") ? null : Integer.valueOf(status),
                "header",
                array(json("key", "Content-Type", "value", type)),
                "body",
                example.isTextual() ? example.asText() : example.toPrettyString());
    }

    /** The same one every time. */
    private static String id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
