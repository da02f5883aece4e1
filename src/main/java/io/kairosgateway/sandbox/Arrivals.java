package io.kairosgateway.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** When how many bytes of a body had come. Holds at most {@value #MOST} points: when full, every second one is dropped. */
final class Arrivals {

    private static final int MOST = 256;

    private record Point(double millis, long bytes) {}

    private final List<Point> points = new ArrayList<>();
    private long bytes;

    void add(double millis, int more) {
        bytes += more;
        if (points.size() == MOST) {
            for (int kept = 0; kept < MOST / 2; kept++) {
                points.remove(kept);
            }
        }
        points.add(new Point(millis, bytes));
    }

    long bytes() {
        return bytes;
    }

    JsonArray toJson() {
        var list = new JsonArray();
        points.forEach(
                point -> list.add(new JsonObject().put("millis", point.millis).put("bytes", point.bytes)));
        return list;
    }
}
