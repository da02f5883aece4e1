package io.kairosgateway.bench;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.testing.RawUpload;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Uploads that get one byte a second, each until it is answered. */
final class SlowCrowd implements AutoCloseable {

    /** @param seconds from the head to the answer */
    record End(String answer, double seconds) {}

    private final byte[] body;
    private final List<RawUpload> uploads = new ArrayList<>();
    private final List<Future<End>> ends = new ArrayList<>();
    private final ExecutorService readers;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private int next;

    private SlowCrowd(byte[] body, int many) {
        this.body = body;
        this.readers = Executors.newFixedThreadPool(many, task -> new Thread(null, task, "slow", 128 << 10));
    }

    static SlowCrowd open(int port, String path, byte[] body, int many) {
        SlowCrowd crowd = new SlowCrowd(body, many);
        for (int i = 0; i < many; i++) {
            long begun = System.nanoTime();
            RawUpload upload =
                    RawUpload.begin(port, path, MultipartBodies.CONTENT_TYPE, body.length, "Expect: 100-continue");
            // It has its place, and its connection to Kairos, when it is told to send.
            String invited = upload.answer();
            if (!invited.startsWith("HTTP/1.1 100")) {
                throw new IllegalStateException("a slow client was answered with " + invited);
            }
            crowd.uploads.add(upload);
            crowd.ends.add(crowd.readers.submit(() -> new End(upload.answer(), (System.nanoTime() - begun) / 1e9)));
        }
        crowd.writer.scheduleAtFixedRate(crowd::oneByteEach, 0, 1, TimeUnit.SECONDS);
        return crowd;
    }

    private void oneByteEach() {
        for (int i = 0; i < uploads.size(); i++) {
            if (!ends.get(i).isDone()) {
                try {
                    uploads.get(i).send(body, next, 1);
                } catch (UncheckedIOException over) {
                    // Its reader tells how it ended.
                }
            }
        }
        next++;
    }

    long ended() {
        return ends.stream().filter(Future::isDone).count();
    }

    /** How each ended; one that did not within the limit, or without an answer, has none. */
    List<End> ends(int limitSeconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        List<End> known = new ArrayList<>();
        for (Future<End> end : ends) {
            try {
                known.add(end.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (ExecutionException | TimeoutException unanswered) {
                known.add(new End("", Double.POSITIVE_INFINITY));
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        return known;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        uploads.forEach(RawUpload::close);
        readers.shutdownNow();
    }
}
