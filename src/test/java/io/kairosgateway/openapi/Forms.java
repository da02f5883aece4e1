package io.kairosgateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The schemas of the description, to validate with. Here they are closed: the description lets clients expect more fields, and the gateway
 * is not to send one that it does not tell of.
 */
final class Forms {

    private static final String HERE = "https://kairos-gateway.example/openapi";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistryConfig WITH_FORMATS =
            SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();

    private final SchemaRegistry registry;
    private int uses;

    Forms(JsonNode document) {
        ObjectNode closed = JSON.createObjectNode();
        closed.putObject("components")
                .set("schemas", document.at("/components/schemas").deepCopy());
        closed.at("/components/schemas").forEach(Forms::close);
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(HERE, closed.toString())).schemaRegistryConfig(WITH_FORMATS));
    }

    private static void close(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("unevaluatedProperties", false);
        }
    }

    /** What is wrong with the value. */
    List<String> flaws(JsonNode schema, JsonNode value) {
        JsonNode absolute = read(schema.toString().replace("\"$ref\":\"#", "\"$ref\":\"" + HERE + "#"));
        return told(registry.getSchema(SchemaLocation.of(HERE + "/use/" + uses++), absolute)
                        .validate(value))
                .toList();
    }

    List<String> flaws(JsonNode schema, String json) {
        return flaws(schema, read(json));
    }

    /** What is wrong with the schema itself. */
    List<String> flawsOfSchema(JsonNode schema) {
        return told(registry.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                        .validate(schema.toString(), InputFormat.JSON))
                .toList();
    }

    private static Stream<String> told(List<Error> errors) {
        return errors.stream().map(Error::toString);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException noJson) {
            throw new AssertionError("no JSON: " + json, noJson);
        }
    }
}
