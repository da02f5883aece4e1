package io.kairosgateway.testing;

import io.kairosgateway.testing.HostileKairos.Filed;
import io.kairosgateway.testing.HostileKairos.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** One request of a {@link HostileKairos}, and the means to answer it. */
final class HostileAnswer {

    private final HostileKairos kairos;
    private final Filed truth;
    private final Request request;
    private final Socket socket;
    private final Random random;

    HostileAnswer(HostileKairos kairos, Filed truth, Request request, Socket socket, Random random) {
        this.kairos = kairos;
        this.truth = truth;
        this.request = request;
        this.socket = socket;
        this.random = random;
    }

    /** What an honest Kairos would say, as a whole response. */
    String honest() {
        return response(status(), json());
    }

    int status() {
        return truth == null ? 404 : request.upload() && !truth.synchronous() ? 201 : 200;
    }

    /** What an honest Kairos would say, without the head. */
    String json() {
        return json(truth);
    }

    private String json(Filed about) {
        if (about == null) {
            return "{\"error\":\"not found\"}";
        }
        return request.upload() && !about.synchronous() ? "{\"api_req_uuid\":\"" + about.id() + "\"}" : about.result();
    }

    /** A result of this verification with another decision; for an upload that has none yet, the honest answer. */
    String lying(String decision) {
        return truth == null || request.upload() && !truth.synchronous() ? json() : truth.result(decision);
    }

    /** What would be right for somebody else; the honest answer while there is nobody. */
    String another() {
        Optional<Filed> other = truth == null ? Optional.empty() : kairos.other(truth, random);
        return response(status(), json(other.orElse(truth)));
    }

    static String response(int status, String body, String... headers) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    HostileAnswer say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Says it again and again, until the gateway has had enough. */
    void endlessly(String text) throws IOException {
        byte[] piece = text.repeat(1 + (32 << 10) / text.length()).getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            socket.getOutputStream().write(piece);
        }
    }

    void trickle(String text) throws IOException, InterruptedException {
        for (char next : text.toCharArray()) {
            say(String.valueOf(next)).pause(150);
        }
    }

    HostileAnswer pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return this;
    }

    int some(int most) {
        return random.nextInt(most);
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
