package io.kairosgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bill of materials names what is really in the package. */
class BillOfMaterialsIT {

    private static final Path LIBRARIES = Path.of("target/quarkus-app/lib/main");

    @Test
    void everyLibraryOfThePackageIsInIt() throws IOException {
        assumeTrue(Files.exists(LIBRARIES), "skipped: there is no JVM package, only an executable");
        // Given
        Set<String> billed = new HashSet<>();
        for (var component : new ObjectMapper()
                .readTree(Files.newInputStream(Path.of("target/bom.json")))
                .get("components")) {
            billed.add(component.get("group").asText() + "."
                    + component.get("name").asText() + "-"
                    + component.get("version").asText());
            assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
        }

        // Then
        try (var libraries = Files.list(LIBRARIES)) {
            assertThat(libraries.map(jar -> jar.getFileName().toString()))
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(billed).as(jar).anyMatch(jar::startsWith));
        }
        assertThat(billed)
                .as("what only tests need")
                .noneMatch(name -> name.contains("assertj") || name.contains("embedded-redis"));
    }
}
