package io.kairosgateway.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How often each uuid was asked for, and how many of those GETs were under way at once. Knows the last {@value #MOST} uuids. */
final class Polls {

    private static final int MOST = 10_000;

    private final Map<String, Tally> tallies = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
            return size() > MOST;
        }
    };

    private static final class Tally {
        private long gets;
        private int inFlight;
        private int mostInFlight;
    }

    /**
     * A GET that has begun.
     *
     * @param number which GET of this uuid it is, from 1
     * @param end to be run when it is over; more than once does no harm
     */
    record Begun(long number, Runnable end) {}

    Begun begin(String uuid) {
        Tally tally = tallies.computeIfAbsent(uuid, unseen -> new Tally());
        tally.gets++;
        tally.inFlight++;
        tally.mostInFlight = Math.max(tally.mostInFlight, tally.inFlight);
        var over = new AtomicBoolean();
        return new Begun(tally.gets, () -> tally.inFlight -= over.getAndSet(true) ? 0 : 1);
    }

    void forget() {
        tallies.clear();
    }

    void addTo(JsonObject counts) {
        var gets = new JsonObject();
        var most = new JsonObject();
        tallies.forEach((uuid, tally) -> {
            gets.put(uuid, tally.gets);
            most.put(uuid, tally.mostInFlight);
        });
        long total = tallies.values().stream().mapToLong(tally -> tally.gets).sum();
        counts.put("gets", total).put("gets_per_uuid", gets).put("gets_in_flight_max", most);
    }
}
