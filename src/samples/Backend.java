import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.*;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;

/** Submits, waits for the decision, prints it. What may be tried again is, under one Idempotency-Key, so that nothing is paid for twice. */
class Backend {
    static final String URL = System.getenv().getOrDefault("GATEWAY_URL", "http://localhost:8080") + "/v1/verifications/";
    static final String KEY = System.getenv().getOrDefault("GATEWAY_KEY", "demo-key");
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
        request.header("Authorization", "Bearer " + KEY).header("Prefer", "wait=30").timeout(Duration.ofSeconds(90));
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = null;
            try {
                answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() < 300) return answer;
                if (attempt == 5 || !answer.body().contains("\"retryable\":true")) throw new IllegalStateException(answer.body());
            } catch (IOException lost) {
                if (attempt == 5) throw lost;
            }
            pause(answer);
        }
    }

    static void pause(HttpResponse<?> answer) throws InterruptedException {
        Thread.sleep(1000 * (answer == null ? 1 : answer.headers().firstValueAsLong("Retry-After").orElse(1)));
    }

    public static void main(String[] arguments) throws Exception {
        String boundary = UUID.randomUUID().toString();
        var form = new ByteArrayOutputStream();
        for (String part : List.of("selfie", "document")) {
            form.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + part + ".jpg\""
                    + "\r\nContent-Type: image/jpeg\r\n\r\n").getBytes(UTF_8));
            form.write(Files.readAllBytes(Path.of("src/samples", part + ".jpg")));
            form.write("\r\n".getBytes(UTF_8));
        }
        form.write(("--" + boundary + "--\r\n").getBytes(UTF_8));

        HttpResponse<String> answer = call(HttpRequest.newBuilder(URI.create(URL + "full-id"))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
        URI self = answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
        while (answer.statusCode() == 202) { // no decision yet
            pause(answer);
            answer = call(HttpRequest.newBuilder(self));
        }
        System.out.println(answer.body());
    }
}
