package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people copy: Kairos' own quick start with base URL and credentials changed, and the README. */
class QuickStartIT {

    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private static Stand stand;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(run("command -v curl").exit() == 0, "skipped: there is no curl on this machine");
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        if (stand != null) {
            stand.close();
        }
    }

    private record Run(int exit, String output) {}

    private static Run run(String script) throws IOException {
        Process process = new ProcessBuilder("bash", "-euc", script)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Run(process.exitValue(), output);
    }

    @Test
    void theCurlSampleOfKairosWorksWithBaseUrlAndCredentialsChanged() throws IOException {
        // Given: the two curl commands of Kairos' page, as they stand there but for what the README tells to change.
        String submit = """
                curl -sS -X POST --location 'https://idv-eu.kairos.com/v0.1/full-id-verification' \\
                --header 'app_id: put_app_id_here' \\
                --header 'app_key: put_app_key_here' \\
                --form 'selfie=@"/path/to/selfie_image"' \\
                --form 'document=@"/path/to/document_image"' \\
                --form 'document_back=@"/path/to/document_back_image"'
                """;
        String retrieve = """
                base_url="https://idv-eu.kairos.com/v0.1/full-id-verification/"
                api_req_uuid="put_uuid_from_first_api_response"
                url="$base_url$api_req_uuid"
                curl -sS --location "$url" \\
                --header 'app_id: put_app_id_here' \\
                --header 'app_key: put_app_key_here'
                """;

        // When
        Run submitted = run(adapted(submit));
        Matcher uuid = Pattern.compile("\"api_req_uuid\" *: *\"([^\"]+)\"").matcher(submitted.output());
        assertThat(uuid.find()).as(submitted.output()).isTrue();
        Run retrieved = run(adapted(retrieve).replace("put_uuid_from_first_api_response", uuid.group(1)));

        // Then
        assertThat(retrieved.exit()).isZero();
        assertThat(retrieved.output())
                .contains("\"api_req_uid\":\"" + uuid.group(1) + "\"", "\"decision\":{", "\"reject_score\":0");
    }

    private static String adapted(String sample) {
        return sample.replace(
                        "https://idv-eu.kairos.com", stand.gateway().uri("").toString())
                .replace("put_app_id_here", "default")
                .replace("put_app_key_here", GatewayProcess.API_KEY)
                .replace("/path/to/selfie_image", "src/samples/selfie.jpg")
                .replace("/path/to/document_image", "src/samples/document.jpg")
                .replace("/path/to/document_back_image", "src/samples/document_back.jpg");
    }

    @Test
    void theCurlLinesOfTheReadmeWorkAsPrinted() throws IOException {
        // Given
        List<String> blocks = new ArrayList<>();
        Matcher matcher = SHELL.matcher(Files.readString(Path.of("README.md")));
        while (matcher.find()) {
            if (matcher.group(1).contains("curl")) {
                blocks.add(matcher.group(1));
            }
        }
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);

        for (String block : blocks) {
            // When: only the address and the key of the development mode are others here.
            Run run = run(block.replace(
                            "http://localhost:8080", stand.gateway().uri("").toString())
                    .replace("demo-key", GatewayProcess.API_KEY));

            // Then
            assertThat(run.exit()).as(block + run.output()).isZero();
            assertThat(run.output().replace("\"code\":\"gone\"", "the forgotten one"))
                    .as(block)
                    .doesNotContainPattern("\"code\":\"[a-z]");
            assertThat(run.output()).containsAnyOf("\"status\":\"approved\"", "\"status\":\"rejected\"", "api_req_uid");
        }
    }
}
