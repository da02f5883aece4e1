package io.kairosgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Reads server-sent events as the standard says (WHATWG HTML, 9.2.6), and keeps what a browser would throw away too. */
public final class EventStreamClient implements AutoCloseable {

    /** One block before an empty line or the end; {@code name} is null for a block without data. */
    public record Event(String name, String id, String data, String retry, String comment) {

        /** @param block the lines between two empty ones */
        public static Event of(List<String> block) {
            String data = join(block, "data");
            String name = join(block, "event");
            return new Event(
                    data == null ? null : name == null ? "message" : name,
                    join(block, "id"),
                    data,
                    join(block, "retry"),
                    join(block, ""));
        }

        private static String join(List<String> block, String field) {
            String prefix = field + ":";
            List<String> values = block.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .map(value -> value.startsWith(" ") ? value.substring(1) : value)
                    .toList();
            return values.isEmpty() ? null : String.join("\n", values);
        }
    }

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<Stream<String>> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end;

    private EventStreamClient(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.end = CompletableFuture.runAsync(this::read, EventStreamClient::onAThread);
    }

    /** One for each stream, because each blocks until its end. */
    private static void onAThread(Runnable reading) {
        Thread thread = new Thread(reading, "event-stream");
        thread.setDaemon(true);
        thread.start();
    }

    public static EventStreamClient open(URI uri, String... headers) {
        return open(HTTP, uri, headers);
    }

    /** Over TLS, with a server that {@code trust} knows. */
    public static EventStreamClient open(SSLContext trust, URI uri, String... headers) {
        return open(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trust)
                        .build(),
                uri,
                headers);
    }

    private static EventStreamClient open(HttpClient client, URI uri, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
            if (headers.length > 0) {
                request.headers(headers);
            }
            return new EventStreamClient(client.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        List<String> block = new ArrayList<>();
        response.body().forEach(line -> {
            if (line.startsWith(":")) {
                comments.add(line.substring(1));
            }
            if (!line.isEmpty()) {
                block.add(line);
                return;
            }
            events.add(Event.of(block));
            block.clear();
        });
        if (!block.isEmpty()) {
            // It is not dispatched, but a retry in it counts.
            events.add(Event.of(block));
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public List<Event> events() {
        return events;
    }

    /** Every comment so far, whether an event has followed it or not. */
    public List<String> comments() {
        return comments;
    }

    /** The events that a browser hands on, without comments and retry. */
    public List<Event> named() {
        return events.stream().filter(event -> event.name() != null).toList();
    }

    public boolean ended() {
        return end.isDone();
    }

    @Override
    public void close() {
        response.body().close();
    }
}
