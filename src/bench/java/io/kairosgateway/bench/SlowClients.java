package io.kairosgateway.bench;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.util.List;

/**
 * Normal submits alone and beside clients that send one byte a second: arguments are how many slow clients (500), the seconds after which
 * the gateway ends them (25, at most 28), how many normal submits are measured (300), how many of these at a time (4).
 */
final class SlowClients {

    private static final String PATH = "/v1/verifications/document";
    private static final int RUN_LIMIT = 60;

    /** An end that comes later than this after the limit is not the limit's work. */
    private static final int LATE_SECONDS = 3;

    private static final byte[] BODY = MultipartBodies.body()
            .file("document", "approve.jpg", "image/jpeg", Pictures.jpeg(600, 800, 200 << 10))
            .close();

    private SlowClients() {}

    public static void main(String[] words) {
        Arguments arguments = new Arguments(words);
        Verdict.of(verdict -> run(arguments, verdict));
    }

    private static void run(Arguments arguments, Verdict verdict) {
        int slow = arguments.number(0, 500);
        int limit = arguments.number(1, 25);
        int submits = arguments.number(2, 300);
        int atOnce = arguments.number(3, 4);
        try (Stand stand = arguments.stand(
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=" + (slow + 64),
                "GATEWAY_INTAKE_STALL_TIMEOUT=5s",
                "GATEWAY_INTAKE_TOTAL_TIMEOUT=" + limit + "s")) {
            submits(stand, 5 * submits, atOnce);
            Latencies alone = submits(stand, submits, atOnce);
            System.out.println("alone: " + alone);
            try (SlowCrowd crowd = SlowCrowd.open(stand.gateway().port(), PATH, BODY, slow)) {
                Latencies beside = submits(stand, submits, atOnce);
                System.out.println("beside " + slow + " slow clients: " + beside);
                long early = crowd.ended();
                verdict.goal(early == 0, "slow clients that ended while that was measured: " + early + " (0)");
                double ratio = beside.percentile(99) / alone.percentile(99);
                verdict.goal(ratio <= 2, String.format("p99 beside / alone = %.2f (<= 2)", ratio));
                ended(crowd.ends(limit + LATE_SECONDS), limit, verdict);
            }
        }
    }

    private static void ended(List<SlowCrowd.End> ends, int limit, Verdict verdict) {
        long byLimit = ends.stream()
                .filter(end -> end.answer().startsWith("HTTP/1.1 408"))
                .filter(end -> end.seconds() <= limit + LATE_SECONDS)
                .count();
        double last = ends.stream().mapToDouble(SlowCrowd.End::seconds).max().orElse(0);
        verdict.goal(
                byLimit == ends.size(),
                String.format(
                        "slow clients ended with 408 by their limit of %d s: %d (%d), the last after %.1f s",
                        limit, byLimit, ends.size(), last));
    }

    private static Latencies submits(Stand stand, int many, int atOnce) {
        return Latencies.of(Crowd.run(0, many, atOnce, RUN_LIMIT, number -> submit(stand)));
    }

    /** From the connect to the end of the answer. */
    private static double submit(Stand stand) {
        long begun = System.nanoTime();
        try (RawUpload upload =
                RawUpload.begin(stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, BODY.length)) {
            String answer = upload.send(BODY).answer();
            if (!answer.startsWith("HTTP/1.1 202")) {
                throw new IllegalStateException(
                        "a normal submit was answered with " + answer.lines().findFirst());
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }
}
