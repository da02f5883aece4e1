package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

final class OkHttp implements Client {

    static final MediaType JPEG = MediaType.parse("image/jpeg");

    private final OkHttpClient client =
            new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(60)).build();

    @Override
    public String version() {
        return Clients.versionOf(OkHttpClient.class);
    }

    @Override
    public Reply submit(Path file) throws IOException {
        return post(RequestBody.create(file.toFile(), JPEG));
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return post(new RequestBody() {
            @Override
            public MediaType contentType() {
                return JPEG;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(Files.readAllBytes(file));
            }
        });
    }

    private Reply post(RequestBody document) throws IOException {
        return send(new Request.Builder()
                .url(Clients.URL + "document")
                .post(new MultipartBody.Builder()
                        .setType(MultipartBody.FORM)
                        .addFormDataPart("document", "a\"b.jpg", document)
                        .build()));
    }

    @Override
    public Reply read(String id) throws IOException {
        return send(new Request.Builder().url(Clients.URL + id).header("Prefer", "wait=20"));
    }

    private Reply send(Request.Builder request) throws IOException {
        try (Response response = client.newCall(
                        request.header("Authorization", Clients.AUTHORIZATION).build())
                .execute()) {
            return new Reply(response.code(), response.body().string());
        }
    }
}
