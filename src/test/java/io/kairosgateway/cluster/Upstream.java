package io.kairosgateway.cluster;

import io.kairosgateway.testing.KairosRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Kairos has seen, in the order in which it came. */
final class Upstream {

    private final List<Map<String, Object>> uploads;
    private final Map<Object, List<Map<String, Object>>> pollsById;
    private final Map<?, ?> inFlight;

    private Upstream(KairosRecord record) {
        uploads = record.requests("POST");
        pollsById = record.requests("GET").stream().collect(Collectors.groupingBy(poll -> poll.get("uuid")));
        inFlight = (Map<?, ?>) record.counts().get("gets_in_flight_max");
    }

    static Upstream of(Cluster cluster) {
        return new Upstream(cluster.record());
    }

    /** The uploads of a verification that have come to their end. */
    List<Map<String, Object>> whole(Tracked tracked) {
        return uploads.stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .filter(upload -> upload.get("parts").toString().contains("filename=" + tracked.name()))
                .toList();
    }

    long whole() {
        return uploads.stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .count();
    }

    List<Map<String, Object>> polls(String id) {
        return pollsById.getOrDefault(id, List.of());
    }

    int mostInFlight(String id) {
        Object most = inFlight.get(id);
        return most == null ? 0 : (Integer) most;
    }

    long decidedAt(String id) {
        return uploads.stream()
                .filter(upload -> id.equals(upload.get("uuid")))
                .mapToLong(upload -> ((Number) upload.get("decided_at_millis")).longValue())
                .findFirst()
                .orElseThrow();
    }

    /** The poll that was answered with the decision; from its start on, a replica may know. */
    Map<String, Object> decisive(String id) {
        return polls(id).stream()
                .filter(poll -> Integer.valueOf(200).equals(poll.get("status")))
                .findFirst()
                .orElseThrow();
    }

    Map<String, Object> after(String id, long millis) {
        return polls(id).stream().filter(poll -> at(poll) > millis).findFirst().orElseThrow();
    }

    /** From the upload to the last poll. */
    Duration polled(String id) {
        long from = uploads.stream()
                .filter(upload -> id.equals(upload.get("uuid")))
                .mapToLong(Upstream::at)
                .min()
                .orElseThrow();
        return Duration.ofMillis(
                polls(id).stream().mapToLong(Upstream::at).max().orElse(from) - from);
    }

    static long at(Map<String, Object> request) {
        return ((Number) request.get("started_at_millis")).longValue();
    }
}
