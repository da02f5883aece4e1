package clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamEvent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;

/** Libraries that read event streams: what each delivers, and how it ends. */
final class Streams {

    private static final List<String> NAMES = List.of("okhttp-sse", "okhttp-eventsource");

    private Streams() {}

    static boolean knows(String name) {
        return NAMES.contains(name);
    }

    static void run(String name) throws Exception {
        String body = new OkHttp().submit(Clients.file("PICTURE")).body();
        String url = Clients.URL + new ObjectMapper().readTree(body).path("id").asText() + "/events";
        List<String> events = new CopyOnWriteArrayList<>();
        Clients.print("version", Clients.versionOf(name.equals("okhttp-sse") ? EventSources.class : EventSource.class));
        String end = name.equals("okhttp-sse") ? okhttp(url, events) : launchDarkly(url, events);
        Clients.print("events", String.join(",", events));
        Clients.print("reconnect", end);
    }

    private static String okhttp(String url, List<String> events) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Request request = new Request.Builder()
                .url(url)
                .header("Authorization", Clients.AUTHORIZATION)
                .build();
        EventSources.createFactory(new OkHttpClient()).newEventSource(request, new EventSourceListener() {
            @Override
            public void onEvent(okhttp3.sse.EventSource source, String id, String type, String data) {
                events.add(name(type, data));
            }

            @Override
            public void onClosed(okhttp3.sse.EventSource source) {
                closed.countDown();
            }

            @Override
            public void onFailure(okhttp3.sse.EventSource source, Throwable fault, Response response) {
                events.add("failure");
                closed.countDown();
            }
        });
        return closed.await(30, TimeUnit.SECONDS) ? "does not reconnect" : "never closed";
    }

    private static String launchDarkly(String url, List<String> events) throws Exception {
        try (EventSource source = new EventSource.Builder(ConnectStrategy.http(URI.create(url))
                        .header("Authorization", Clients.AUTHORIZATION))
                .errorStrategy(ErrorStrategy.alwaysContinue())
                .build()) {
            source.start();
            for (StreamEvent event : source.anyEvents()) {
                if (event instanceof MessageEvent message) {
                    events.add(name(message.getEventName(), message.getData()));
                    if (message.getEventName().equals("decision")) {
                        break;
                    }
                }
            }
        }
        return "closed by the program";
    }

    private static String name(String type, String data) {
        return (type == null ? "message" : type) + (data == null || data.isEmpty() ? " empty" : "");
    }
}
