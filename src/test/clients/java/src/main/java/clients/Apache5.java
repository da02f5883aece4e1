package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

final class Apache5 implements Client {

    private final CloseableHttpClient client = HttpClients.createDefault();

    @Override
    public String version() {
        return Clients.versionOf(CloseableHttpClient.class);
    }

    @Override
    public Reply submit(Path file) throws IOException {
        return post(MultipartEntityBuilder.create()
                .addBinaryBody("document", file.toFile(), ContentType.IMAGE_JPEG, "a\"b.jpg")
                .build());
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return post(MultipartEntityBuilder.create()
                .addBinaryBody("document", new FileInputStream(file.toFile()), ContentType.IMAGE_JPEG, "document.jpg")
                .build());
    }

    private Reply post(HttpEntity form) throws IOException {
        HttpPost post = new HttpPost(Clients.URL + "document");
        post.setEntity(form);
        return send(post);
    }

    @Override
    public Reply read(String id) throws IOException {
        HttpGet get = new HttpGet(Clients.URL + id);
        get.setHeader("Prefer", "wait=20");
        return send(get);
    }

    private Reply send(ClassicHttpRequest request) throws IOException {
        request.setHeader("Authorization", Clients.AUTHORIZATION);
        return client.execute(
                request, response -> new Reply(response.getCode(), EntityUtils.toString(response.getEntity())));
    }
}
