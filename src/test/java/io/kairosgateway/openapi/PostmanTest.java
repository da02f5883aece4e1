package io.kairosgateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The collection as a document; that its requests work is shown in {@link PostmanIT}. */
class PostmanTest {

    private static String collection() {
        return new PostmanCollection(new Contract()).collection().encodePrettily() + "\n";
    }

    @Test
    void theFileIsAsTheCodeHasIt() throws IOException {
        // When
        String collection = collection();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PostmanCollection.FILE, collection);
        }

        // Then
        assertThat(Files.exists(PostmanCollection.FILE) ? Files.readString(PostmanCollection.FILE) : "")
                .as(
                        "src/docs/postman.json is out of date; this rewrites it: ./mvnw test -Dtest='OpenApiTest,PostmanTest' -Ddocs.write=true")
                .isEqualTo(collection);
    }
}
