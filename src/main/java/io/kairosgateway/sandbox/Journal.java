package io.kairosgateway.sandbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Predicate;

/** The recordings of the last {@value #MOST} requests, oldest first. Belongs to the simulator's event loop. */
final class Journal {

    private static final int MOST = 10_000;

    private final Deque<Recording> recordings = new ArrayDeque<>();
    private final Polls polls = new Polls();
    private long sequence;

    Recording open(HttpServerRequest request, Target target) {
        var recording = new Recording(++sequence, request, target);
        if (recordings.size() == MOST) {
            recordings.removeFirst();
        }
        recordings.addLast(recording);
        return recording;
    }

    Polls polls() {
        return polls;
    }

    void forget() {
        recordings.clear();
        polls.forget();
    }

    /** All recordings that the filters let pass; a filter that is null lets all pass. */
    JsonArray requests(String method, String uuid, String ended) {
        var list = new JsonArray();
        recordings.stream()
                .filter(recording -> method == null || method.equalsIgnoreCase(recording.method()))
                .filter(recording -> uuid == null || uuid.equals(recording.uuid()))
                .filter(recording -> ended == null
                        || ended.equalsIgnoreCase(recording.ended().name()))
                .forEach(recording -> list.add(recording.toJson()));
        return list;
    }

    JsonObject counts() {
        var posts = new JsonObject();
        for (BodyEnd end : BodyEnd.values()) {
            Predicate<Recording> such = recording -> recording.method().equals("POST") && recording.ended() == end;
            posts.put(
                    end.name().toLowerCase(Locale.ROOT),
                    recordings.stream().filter(such).count());
        }
        var counts = new JsonObject().put("posts", posts);
        polls.addTo(counts);
        return counts;
    }
}
