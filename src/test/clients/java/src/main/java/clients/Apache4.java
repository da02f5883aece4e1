package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.mime.MultipartEntityBuilder;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

final class Apache4 implements Client {

    private final CloseableHttpClient client = HttpClients.createDefault();

    @Override
    public String version() {
        return Clients.versionOf(CloseableHttpClient.class);
    }

    @Override
    public Reply submit(Path file) throws IOException {
        return post(MultipartEntityBuilder.create()
                .addBinaryBody("document", file.toFile(), ContentType.create("image/jpeg"), "a\"b.jpg")
                .build());
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return post(MultipartEntityBuilder.create()
                .addBinaryBody(
                        "document",
                        new FileInputStream(file.toFile()),
                        ContentType.create("image/jpeg"),
                        "document.jpg")
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

    private Reply send(HttpRequestBase request) throws IOException {
        request.setHeader("Authorization", Clients.AUTHORIZATION);
        try (CloseableHttpResponse response = client.execute(request)) {
            return new Reply(
                    response.getStatusLine().getStatusCode(), EntityUtils.toString(response.getEntity()));
        }
    }
}
