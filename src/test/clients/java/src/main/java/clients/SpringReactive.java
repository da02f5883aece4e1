package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Sends forms in chunks always. */
final class SpringReactive implements Client {

    private final WebClient client = WebClient.builder()
            .baseUrl(Clients.URL)
            .defaultHeader("Authorization", Clients.AUTHORIZATION)
            .build();

    @Override
    public String version() {
        return Clients.versionOf(WebClient.class);
    }

    @Override
    public Reply submit(Path file) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("document", new FileSystemResource(file));
        return client.post()
                .uri("document")
                .body(BodyInserters.fromMultipartData(form.build()))
                .exchangeToMono(SpringReactive::told)
                .block(Duration.ofSeconds(60));
    }

    @Override
    public Reply stream(Path file) {
        return submit(file);
    }

    @Override
    public Reply read(String id) {
        return client.get()
                .uri("{id}", id)
                .header("Prefer", "wait=20")
                .exchangeToMono(SpringReactive::told)
                .block(Duration.ofSeconds(60));
    }

    private static Mono<Reply> told(ClientResponse response) {
        return response.bodyToMono(String.class)
                .map(body -> new Reply(response.statusCode().value(), body));
    }
}
