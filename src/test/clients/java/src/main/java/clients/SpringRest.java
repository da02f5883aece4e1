package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

final class SpringRest implements Client {

    private final RestClient client = RestClient.builder()
            .baseUrl(Clients.URL)
            .defaultHeader("Authorization", Clients.AUTHORIZATION)
            .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
            .build();

    @Override
    public String version() {
        return Clients.versionOf(RestClient.class);
    }

    @Override
    public Reply submit(Path file) {
        return post(new FileSystemResource(file));
    }

    @Override
    public Reply stream(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return post(new InputStreamResource(bytes) {
            @Override
            public String getFilename() {
                return "a\"b.jpg";
            }

            @Override
            public long contentLength() {
                return -1;
            }
        });
    }

    private Reply post(Resource document) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("document", document);
        return client.post()
                .uri("document")
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange((request, response) -> new Reply(
                        response.getStatusCode().value(), new String(response.getBody().readAllBytes())));
    }

    @Override
    public Reply read(String id) {
        return client.get()
                .uri("{id}", id)
                .header("Prefer", "wait=20")
                .exchange((request, response) -> new Reply(
                        response.getStatusCode().value(), new String(response.getBody().readAllBytes())));
    }
}
