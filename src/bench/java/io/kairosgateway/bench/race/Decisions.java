package io.kairosgateway.bench.race;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sink's verifications. The name of the first file says when the decision is made: {@code after=5000} in milliseconds, {@code held}
 * when the driver says so, else at once; and how long the result is at least: {@code result=4096}. Times are {@link System#nanoTime}, which
 * on Linux is one clock for all processes.
 */
final class Decisions {

    private static final Pattern AFTER = Pattern.compile("after=(\\d+)");
    private static final Pattern RESULT = Pattern.compile("result=(\\d+)");
    private static final DateTimeFormatter KAIROS_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String FACES =
            "\"faces_predicted\":[{\"confidence\":0.9,\"top_left\":{\"x\":1,\"y\":2},\"delta\":{\"x\":3,\"y\":4}}]";

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private static final class Known {
        private final Instant requested = Instant.now();
        private final String kind;
        private final int padding;
        private final AtomicInteger gets = new AtomicInteger();
        private volatile long decidedAt;
        private volatile long toldAt;

        private Known(String kind, int padding, long decidedAt) {
            this.kind = kind;
            this.padding = padding;
            this.decidedAt = decidedAt;
        }
    }

    String begin(String kind, String beginning) {
        Matcher after = AFTER.matcher(beginning);
        long delay = after.find() ? Long.parseLong(after.group(1)) * 1_000_000 : 0;
        Matcher result = RESULT.matcher(beginning);
        int padding = result.find() ? Integer.parseInt(result.group(1)) : 0;
        String uuid = UUID.randomUUID().toString();
        long decidedAt = beginning.contains("held") ? Long.MAX_VALUE : System.nanoTime() + delay;
        known.put(uuid, new Known(kind, padding, decidedAt));
        return uuid;
    }

    /** The result, or null while there is none. */
    String poll(String uuid) {
        Known verification = known.get(uuid);
        if (verification == null) {
            return null;
        }
        verification.gets.incrementAndGet();
        long now = System.nanoTime();
        if (now < verification.decidedAt) {
            return null;
        }
        if (verification.toldAt == 0) {
            verification.toldAt = now;
        }
        Instant processed = Instant.now().minus(Duration.ofNanos(now - verification.decidedAt));
        return envelope(uuid, verification.requested, processed, 0, approved(verification.kind, verification.padding));
    }

    String decideHeld() {
        long now = System.nanoTime();
        known.values().stream().filter(held -> held.decidedAt == Long.MAX_VALUE).forEach(held -> held.decidedAt = now);
        return String.valueOf(now);
    }

    /** A line for each: uuid, how many GETs there were, when it was decided, when that was first told (0 for not yet). */
    String fates() {
        StringBuilder lines = new StringBuilder();
        known.forEach((uuid, fate) -> lines.append(uuid)
                .append(' ')
                .append(fate.gets)
                .append(' ')
                .append(fate.decidedAt)
                .append(' ')
                .append(fate.toldAt)
                .append('\n'));
        return lines.toString();
    }

    String forget() {
        known.clear();
        return "";
    }

    static String liveness() {
        Instant now = Instant.now();
        return envelope(
                UUID.randomUUID().toString(),
                now,
                now,
                2,
                "\"faces_liveness\":0.98," + FACES + ",\"img\":{\"height\":800,\"width\":600}");
    }

    private static String approved(String kind, int padding) {
        String biometric = "\"biometric\":{\"document\":{" + FACES + "},\"face_match_confidence\":0.97,"
                + "\"selfie\":{\"faces_liveness\":0.98," + FACES + "}},";
        return (kind.equals("document") ? "" : biometric)
                + "\"decision\":{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":0},"
                + "\"document\":{\"documentType\":\"P\",\"issuerOrg\":\"UTO\""
                + (padding == 0 ? "" : ",\"address\":\"" + "x".repeat(padding) + '"') + "}";
    }

    private static String envelope(String uuid, Instant requested, Instant processed, int code, String data) {
        return "{\"api_req_uid\":\"" + uuid + "\",\"processed_at\":\"" + KAIROS_TIME.format(processed)
                + "\",\"requested_at\":\"" + KAIROS_TIME.format(requested) + "\",\"response_code\":" + code
                + ",\"response_data\":{" + data + "}}";
    }
}
