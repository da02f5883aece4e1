package io.kairosgateway.bench;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Uploads that all end before their end: arguments are how many (10000), the seed (4711), how many at a time (30). */
final class Aborts {

    private static final int FIRST = 1_000;
    private static final int PIECE = 16 << 10;
    private static final int BATCH_LIMIT = 120;

    /** Long enough for the young collections that the next uploads would cause, and for idle connections to Kairos to close. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    /** One body for all; where it is cut, and so what arrives, differs. */
    private static final byte[] BODY = MultipartBodies.body()
            .file("selfie", "approve.jpg", "image/jpeg", Pictures.jpeg(600, 800, 200_000))
            .file("document", "document.png", "image/png", Pictures.png(800, 600, 600_000))
            .close();

    private final Stand stand;
    private final int seed;
    private final int atOnce;

    private Aborts(Stand stand, int seed, int atOnce) {
        this.stand = stand;
        this.seed = seed;
        this.atOnce = atOnce;
    }

    public static void main(String[] words) {
        Arguments arguments = new Arguments(words);
        Verdict.of(verdict -> run(arguments, verdict));
    }

    private static void run(Arguments arguments, Verdict verdict) {
        int uploads = arguments.number(0, 10_000);
        try (Stand stand = arguments.stand()) {
            new Aborts(stand, arguments.number(1, 4711), arguments.number(2, 30)).abort(uploads, verdict);
        }
    }

    private void abort(int uploads, Verdict verdict) {
        ProcessMemory memory = new ProcessMemory(stand.gateway().pid());
        long complete = batch(0, Math.min(FIRST, uploads));
        long first = settled(memory);
        System.out.println("RSS after the first " + FIRST + ": " + ProcessMemory.mib(first));
        for (int from = FIRST; from < uploads; from += FIRST) {
            complete = Math.max(complete, batch(from, Math.min(from + FIRST, uploads)));
            System.out.println("RSS at " + (from + FIRST) + ": " + ProcessMemory.mib(memory.resident()));
        }
        long all = settled(memory);
        Map<?, ?> posts = (Map<?, ?>) stand.counts().get("posts");
        System.out.println("RSS after all " + uploads + ": " + ProcessMemory.mib(all) + ", peak "
                + ProcessMemory.mib(memory.peak()));
        System.out.println("the simulator's POSTs: " + posts);
        verdict.goal(
                all <= first * 1.1,
                String.format("RSS after / RSS after the first = %.3f (<= 1.1)", (double) all / first));
        verdict.goal(complete == 0, "complete requests at Kairos: " + complete + " (0)");
        verdict.goal(
                ((Number) posts.get("reset")).intValue() >= uploads / 2,
                "at least half of the uploads had begun at Kairos");
        String log = stand.gateway().log();
        verdict.goal(!log.contains("ERROR") && !log.contains("has been blocked"), "nothing alarming in the log");
    }

    /** @return how many complete requests the simulator remembers */
    private long batch(int from, int to) {
        Crowd.run(from, to, atOnce, BATCH_LIMIT, this::abort);
        Awaitility.await("the end of all at Kairos")
                .atMost(Duration.ofSeconds(60))
                .until(() -> count("open") == 0);
        return count("complete");
    }

    private long count(String end) {
        return ((Number) ((Map<?, ?>) stand.counts().get("posts")).get(end)).longValue();
    }

    private static long settled(ProcessMemory memory) {
        LockSupport.parkNanos(PAUSE.toNanos());
        return memory.resident();
    }

    private Void abort(int number) {
        Random random = new Random(seed * 1_000_003L + number);
        boolean chunked = random.nextBoolean();
        boolean vanishes = random.nextBoolean();
        // These wait until Kairos is connected; of the others, a gateway under load may see nothing but the end.
        boolean expects = random.nextInt(4) > 0;
        // Chunks may all be there, without the last one that ends them.
        int cut = random.nextInt(chunked ? BODY.length + 1 : BODY.length);
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v1/verifications/full-id",
                MultipartBodies.CONTENT_TYPE,
                chunked ? -1 : BODY.length,
                expects ? new String[] {"Expect: 100-continue"} : new String[0])) {
            if (expects) {
                upload.answer();
            }
            for (int at = 0; at < cut; at += PIECE) {
                upload.send(BODY, at, Math.min(PIECE, cut - at));
            }
            LockSupport.parkNanos(random.nextInt(20_000_000));
            if (vanishes) {
                upload.vanish();
            }
        } catch (UncheckedIOException refused) {
            throw new IllegalStateException("upload " + number + " was ended by the gateway", refused);
        }
        return null;
    }
}
