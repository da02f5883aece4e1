package io.kairosgateway.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The collection run from top to bottom, as Postman does it, against the sandbox. */
@Tag("sandbox")
class PostmanIT {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern KEEP =
            Pattern.compile("pm\\.collectionVariables\\.set\\('(\\w+)', pm\\.response\\.json\\(\\)\\.(\\w+)\\);");

    private final Contract contract = new Contract();
    private final Seen seen = new Seen(contract);
    private final Map<String, String> variables = new HashMap<>();

    @Test
    void everyRequestOfTheCollectionIsAnsweredAsItIsDescribed() throws IOException {
        // Given
        JsonObject collection = new JsonObject(Files.readString(PostmanCollection.FILE));
        objects(collection.getJsonArray("variable"))
                .forEach(variable -> variables.put(variable.getString("key"), variable.getString("value")));
        try (GatewayProcess sandbox =
                GatewayProcess.sandbox(GatewayProcess.freePort()).start()) {
            variables.put("baseUrl", sandbox.uri("").toString());

            // When
            long sent = objects(collection.getJsonArray("item"))
                    .flatMap(folder -> objects(folder.getJsonArray("item")))
                    .peek(this::run)
                    .count();

            // Then
            assertThat(sent).isEqualTo(contract.operations().size());
            assertThat(variables.get("clientToken")).isNotEmpty();
        }
    }

    private void run(JsonObject item) {
        JsonObject request = item.getJsonObject("request");
        RequestSpecification sent = given().filter(seen);
        if (request.getJsonObject("auth").getString("type").equals("bearer")) {
            JsonObject token =
                    request.getJsonObject("auth").getJsonArray("bearer").getJsonObject(0);
            sent.header("Authorization", "Bearer " + resolved(token.getString("value")));
        }
        enabled(request.getJsonArray("header"))
                .forEach(header -> sent.header(header.getString("key"), resolved(header.getString("value"))));
        JsonObject body = request.getJsonObject("body", new JsonObject());
        enabled(body.getJsonArray("formdata")).forEach(field -> {
            if (field.getString("type").equals("file")) {
                sent.multiPart(field.getString("key"), new File(resolved(field.getString("src"))), "image/jpeg");
            } else {
                sent.multiPart(field.getString("key"), field.getString("value"));
            }
        });
        if (body.containsKey("raw")) {
            sent.contentType("application/json").body(body.getString("raw"));
        }
        Response answer = sent.request(request.getString("method"), url(request.getJsonObject("url")));
        assertThat(answer.statusCode())
                .as(item.getString("name") + ": " + answer.asString())
                .isLessThan(300);
        objects(item.getJsonArray("event")).forEach(event -> keep(event.getJsonObject("script"), answer));
    }

    private String url(JsonObject url) {
        String raw = url.getString("raw");
        for (JsonObject variable : objects(url.getJsonArray("variable")).toList()) {
            raw = raw.replace(":" + variable.getString("key"), variable.getString("value"));
        }
        return resolved(raw);
    }

    private void keep(JsonObject script, Response answer) {
        Matcher kept = KEEP.matcher(script.getJsonArray("exec").getString(0));
        assertThat(kept.matches()).as(script.encode()).isTrue();
        variables.put(kept.group(1), answer.path(kept.group(2)));
    }

    private String resolved(String text) {
        return VARIABLE.matcher(text).replaceAll(name -> Matcher.quoteReplacement(variables.get(name.group(1))));
    }

    private static Stream<JsonObject> enabled(JsonArray array) {
        return objects(array).filter(one -> !one.getBoolean("disabled", false));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
    }
}
