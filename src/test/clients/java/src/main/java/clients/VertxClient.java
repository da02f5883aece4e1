package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.multipart.MultipartForm;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Sends forms with files in chunks always. */
final class VertxClient implements Client {

    private final WebClient client = WebClient.create(Vertx.vertx());

    @Override
    public String version() {
        return Clients.versionOf(WebClient.class);
    }

    @Override
    public Reply submit(Path file) throws Exception {
        return told(authorized(client.postAbs(Clients.URL + "document"))
                .sendMultipartForm(MultipartForm.create()
                        .binaryFileUpload("document", "document.jpg", file.toString(), "image/jpeg")));
    }

    @Override
    public Reply stream(Path file) throws Exception {
        return submit(file);
    }

    @Override
    public Reply read(String id) throws Exception {
        return told(authorized(client.getAbs(Clients.URL + id))
                .putHeader("Prefer", "wait=20")
                .send());
    }

    private static HttpRequest<Buffer> authorized(HttpRequest<Buffer> request) {
        return request.putHeader("Authorization", Clients.AUTHORIZATION);
    }

    private static Reply told(Future<HttpResponse<Buffer>> answer) throws Exception {
        HttpResponse<Buffer> response = answer.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return new Reply(response.statusCode(), response.bodyAsString());
    }
}
