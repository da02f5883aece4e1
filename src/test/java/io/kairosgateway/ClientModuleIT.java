package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The module for browsers as every gateway serves it, and nothing of the sandbox's page. */
class ClientModuleIT {

    private static final int MOST_BYTES_ZIPPED = 6 * 1024;
    private static final int MOST_BYTES_FOR_PICTURES = 3 * 1024;

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/kairos-gateway.js, text/javascript, export class Gateway",
        "/kairos-gateway-pictures.js, text/javascript, export async function to",
        "/kairos-gateway.d.ts, text/plain, export class Gateway"
    })
    void anyPageMayImportItAndAsksForItAnewOnlyByItsTag(String path, String type, String content) {
        // When
        Response first =
                stand.stranger().header("Origin", "https://any.example").get(path);

        // Then
        first.then()
                .statusCode(200)
                .contentType(startsWith(type))
                .header("Cache-Control", equalTo("no-cache"))
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(containsString(content));
        stand.stranger()
                .header("If-None-Match", first.header("ETag"))
                .get(path)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(first.header("ETag")));
        stand.stranger().header("If-None-Match", "\"another\"").get(path).then().statusCode(200);
    }

    @Test
    void theAddressWithItsVersionMayBeKeptForEverAndNoOther() {
        // Given
        String version =
                stand.stranger().get("/kairos-gateway.js").header("ETag").replace("\"", "");

        // When, Then
        stand.stranger()
                .get("/kairos-gateway.js?v=" + version)
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("public, max-age=31536000, immutable"));
        stand.stranger()
                .get("/kairos-gateway.js?v=0123456789abcdef")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-cache"));
    }

    @Test
    void itIsSmallAndNeedsNothingElse() throws IOException {
        // When
        String module = stand.stranger().get("/kairos-gateway.js").asString();
        String pictures = stand.stranger().get("/kairos-gateway-pictures.js").asString();

        // Then
        assertThat(zipped(module)).isLessThanOrEqualTo(MOST_BYTES_ZIPPED);
        assertThat(zipped(pictures)).isLessThanOrEqualTo(MOST_BYTES_FOR_PICTURES);
        assertThat((module + pictures).lines()).noneMatch(line -> line.startsWith("import ") || line.contains("eval("));
        assertThat(module.replace("import('./kairos-gateway-pictures.js')", "")).doesNotContain("import(");
    }

    private static int zipped(String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return zipped.size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/sandbox/page.js",
                "/sandbox/index.html",
                "/sandbox/samples/selfie.jpg",
                "/sandbox/verifications/fca044bd-0000-4000-8000-000000000000"
            })
    void aGatewayForProductionHasNoPage(String path) {
        stand.stranger().get(path).then().statusCode(404).body("code", equalTo("not_found"));
    }

    @Test
    void thePackageForProductionHoldsNoFileOfThePage() throws IOException {
        // Given
        Path packaged = Path.of(System.getProperty("jar.path", "target/quarkus-app/quarkus-run.jar"));
        assumeTrue(Files.exists(packaged), "skipped: only the native executable was built");

        // When
        List<String> held = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(packaged.resolveSibling("app"), "*.jar")) {
            for (Path jar : jars) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    file.stream().map(JarEntry::getName).forEach(held::add);
                }
            }
        }

        // Then
        assertThat(held)
                .contains("web/kairos-gateway.js", "web/kairos-gateway-pictures.js")
                .noneMatch(name -> name.matches("sandbox/.*[^/]"));
    }

    @Test
    void aGatewayForProductionMintsNoTokensForPages() {
        stand.stranger()
                .contentType("application/json")
                .body("{\"scope\":\"submit\",\"kind\":\"document\"}")
                .post("/sandbox/client-tokens")
                .then()
                .statusCode(404);
    }
}
