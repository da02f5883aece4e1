package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Shell;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people copy: Kairos' own quick start, with base URL and credentials changed. */
class QuickStartIT {

    private static Stand stand;

    @BeforeAll
    static void start() throws IOException {
        Shell.needs("curl");
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        if (stand != null) {
            stand.close();
        }
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
        Shell.Run submitted = Shell.run(adapted(submit));
        Matcher uuid = Pattern.compile("\"api_req_uuid\" *: *\"([^\"]+)\"").matcher(submitted.output());
        assertThat(uuid.find()).as(submitted.output()).isTrue();
        Shell.Run retrieved = Shell.run(adapted(retrieve).replace("put_uuid_from_first_api_response", uuid.group(1)));

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
}
