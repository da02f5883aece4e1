package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** It has no forms: this one is written as the much copied example for it does. With its default, HTTP/2, it asks for an upgrade. */
final class JavaNet implements Client {

    private static final String BOUNDARY = "----JavaHttpClientBoundary";

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public String version() {
        return System.getProperty("java.version");
    }

    @Override
    public Reply submit(Path file) throws Exception {
        return post(BodyPublishers.ofByteArray(form(file)));
    }

    @Override
    public Reply stream(Path file) throws Exception {
        byte[] form = form(file);
        return post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)));
    }

    private static byte[] form(Path file) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"document\"; filename=\""
                        + file.getFileName() + "\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(Files.readAllBytes(file));
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private Reply post(HttpRequest.BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(Clients.URL + "document"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body));
    }

    @Override
    public Reply read(String id) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(Clients.URL + id)).header("Prefer", "wait=20"));
    }

    private Reply send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(
                request.header("Authorization", Clients.AUTHORIZATION).build(),
                HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
    }
}
