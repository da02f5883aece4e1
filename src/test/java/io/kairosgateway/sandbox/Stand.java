package io.kairosgateway.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A simulator with a client beside it. */
final class Stand implements AutoCloseable {

    static final String BOUNDARY = "----stand";
    static final String CREDENTIALS = "app_id: sandbox-app-id\r\napp_key: sandbox-app-key\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final KairosSimulator simulator;

    Stand(UnaryOperator<SimulatorOptions> options) {
        SimulatorOptions short50 = SimulatorOptions.defaults().withDelay(Duration.ofMillis(50));
        simulator = KairosSimulator.start(vertx, options.apply(short50))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static Stand start() {
        return new Stand(UnaryOperator.identity());
    }

    KairosSimulator simulator() {
        return simulator;
    }

    /** Parts as {@code name=filename}; each file holds 1000 bytes. A part {@code name:value} is a text field. */
    static byte[] multipart(String... parts) {
        return multipart(1000, parts);
    }

    static byte[] multipart(int size, String... parts) {
        var body = new ByteArrayOutputStream();
        for (String part : parts) {
            int file = part.indexOf('=');
            int text = part.indexOf(':');
            boolean isText = file < 0;
            String name = part.substring(0, isText ? text : file);
            body.writeBytes(ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\""));
            if (isText) {
                body.writeBytes(ascii("\r\n\r\n" + part.substring(text + 1) + "\r\n"));
            } else {
                body.writeBytes(ascii("; filename=\"" + part.substring(file + 1)
                        + "\"\r\nContent-Type: image/jpeg\r\n\r\n" + "x".repeat(size) + "\r\n"));
            }
        }
        body.writeBytes(ascii("--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + simulator.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("app_id", "sandbox-app-id")
                .header("app_key", "sandbox-app-key");
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder upload(String path, byte[] body) {
        return request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> post(String kind, String... parts) throws IOException, InterruptedException {
        return send(upload("/v0.1/" + kind + "-verification", multipart(parts)));
    }

    HttpResponse<String> get(String kind, String uuid) throws IOException, InterruptedException {
        return send(request(path(kind, uuid)));
    }

    static String path(String kind, String uuid) {
        return "/v0.1/" + kind + "-verification/" + uuid;
    }

    /** Submits a document verification whose file has this name; the uuid. */
    String document(String fileName) throws IOException, InterruptedException {
        return new JsonObject(post("document", "document=" + fileName).body()).getString("api_req_uuid");
    }

    JsonArray requests(String query) {
        return new JsonArray(control("requests?" + query));
    }

    JsonObject counts() {
        return new JsonObject(control("counts"));
    }

    private String control(String path) {
        try {
            return send(request("/_sandbox/" + path)).body();
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    /** A connection that has sent the head of a POST to {@code path} with these further header lines. */
    Socket open(String path, String headers) throws IOException {
        var socket = new Socket("127.0.0.1", simulator.port());
        socket.setSoTimeout(20_000);
        write(
                socket,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + CREDENTIALS
                        + "Content-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\n" + headers + "\r\n");
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        write(socket, ascii(text));
    }

    static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    static String statusLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0 && read != '\r';
                read = socket.getInputStream().read()) {
            line.append((char) read);
        }
        return line.toString();
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
