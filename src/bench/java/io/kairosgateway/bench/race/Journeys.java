package io.kairosgateway.bench.race;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifications from the submit to the decision, each with one waiter by long poll. An open loop: they begin at a fixed rate, however long
 * those before take. Connections are kept, as a load balancer keeps them.
 *
 * @param submitAt ports of the replicas that take submits, each time another at random
 * @param waitAt ports of those that are waited at
 */
record Journeys(List<Integer> submitAt, List<Integer> waitAt, List<ByteBuffer> uploads) {

    private static final int SEED = 4711;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OVERLOADED = 503;
    private static final String WAIT = "Prefer: wait=60\r\n";

    /** @param toldAt as {@link System#nanoTime} */
    record Told(String id, long toldAt) {}

    /**
     * @param refused those that found the gateway overloaded
     * @param seconds from the first submit to the last
     */
    record Run(List<Told> told, int refused, double seconds) {

        double perSecond() {
            return told.size() / seconds;
        }
    }

    /** All that are not refused end decided; else it fails. */
    Run run(int perSecond, Duration time) {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(null, task, "journey", 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
        Map<Integer, Queue<Connection>> kept = new ConcurrentHashMap<>();
        try {
            Random random = new Random(SEED);
            List<Future<Optional<Told>>> journeys = new ArrayList<>();
            long count = Math.max(1, perSecond * time.toMillis() / 1000);
            long begun = System.nanoTime();
            for (long i = 0; i < count; i++) {
                Waiting.pass(Duration.ofNanos(begun + i * 1_000_000_000 / perSecond - System.nanoTime()));
                int submit = submitAt.get(random.nextInt(submitAt.size()));
                int wait = waitAt.get(random.nextInt(waitAt.size()));
                ByteBuffer upload = uploads.get(random.nextInt(uploads.size()));
                journeys.add(threads.submit(() -> told(submit, wait, upload, kept)));
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            List<Told> told = new ArrayList<>();
            for (Future<Optional<Told>> journey : journeys) {
                journey.get(LIMIT.toSeconds(), TimeUnit.SECONDS).ifPresent(told::add);
            }
            if (told.isEmpty()) {
                throw new IllegalStateException("every verification was refused");
            }
            return new Run(told, journeys.size() - told.size(), seconds);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdownNow();
            kept.values().forEach(connections -> connections.forEach(Journeys::close));
        }
    }

    private static Optional<Told> told(int submit, int wait, ByteBuffer upload, Map<Integer, Queue<Connection>> kept)
            throws IOException {
        Connection.Answer answer = exchange(submit, upload, kept);
        if (answer.status() == OVERLOADED) {
            return Optional.empty();
        }
        Matcher id = ID.matcher(answer.body());
        if (!answer.successful() || !id.find()) {
            throw new IOException(answer.status() + " " + answer.body());
        }
        Connection.Answer decided = exchange(
                wait, Connection.request("GET /v1/verifications/" + id.group(1), Gateways.AUTHORIZATION + WAIT), kept);
        long now = System.nanoTime();
        if (!decided.body().contains("\"status\":\"approved\"")) {
            throw new IOException("not decided: " + decided.status() + " " + decided.body());
        }
        return Optional.of(new Told(id.group(1), now));
    }

    private static Connection.Answer exchange(int port, ByteBuffer request, Map<Integer, Queue<Connection>> kept)
            throws IOException {
        Queue<Connection> idle = kept.computeIfAbsent(port, key -> new ConcurrentLinkedQueue<>());
        Connection pooled = idle.poll();
        Connection connection = pooled == null ? new Connection(port) : pooled;
        Connection.Answer answer = connection.exchange(request);
        if (connection.kept()) {
            idle.add(connection);
        } else {
            connection.close();
        }
        return answer;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException already) {
            // It is gone.
        }
    }
}
