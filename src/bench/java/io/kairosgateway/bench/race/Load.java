package io.kairosgateway.bench.race;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * So many clients, each on a kept connection, that send one request after the other. A closed loop, the same for every contender.
 *
 * @param requests sent in turn; outside the heap, so that a request costs the driver little more than the kernel's copy
 */
record Load(int port, List<ByteBuffer> requests, int connections) {

    private static final long PAUSE_AFTER_FAILURE = 5_000_000;

    Load(int port, ByteBuffer request, int connections) {
        this(port, List.of(request), connections);
    }

    private static final class Client {
        private final List<Long> nanos = new ArrayList<>();
        private int failures;
        private String failure = "";
    }

    /**
     * Every client begins requests for the given time (none: one request each) and ends the last one it has begun; all of that counts, time,
     * work and CPU. What has not ended by the limit counts as failed.
     */
    Round run(Duration time, Duration limit, ProcessTree measured) {
        ExecutorService threads = Executors.newFixedThreadPool(connections, task -> {
            Thread thread = new Thread(null, task, "client", 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
        try {
            double cpuBefore = measured.cpuSeconds();
            long begun = System.nanoTime();
            List<Callable<Client>> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                clients.add(() -> client(first, begun + time.toNanos()));
            }
            List<Future<Client>> done =
                    threads.invokeAll(clients, time.plus(limit).toMillis(), TimeUnit.MILLISECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            return round(done, seconds, measured.cpuSeconds() - cpuBefore);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        } finally {
            threads.shutdownNow();
        }
    }

    private Round round(List<Future<Client>> done, double seconds, double cpu) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        int failures = 0;
        String failure = "";
        for (Future<Client> future : done) {
            try {
                Client client = future.get();
                nanos.addAll(client.nanos);
                failures += client.failures;
                failure = client.failure.isEmpty() ? failure : client.failure;
            } catch (ExecutionException | CancellationException failed) {
                failures++;
                failure = String.valueOf(failed.getMessage());
            }
        }
        long bytes = (long) nanos.size() * requests.get(0).remaining();
        return new Round(nanos.stream().sorted().toList(), failures, failure, seconds, bytes, cpu);
    }

    private Client client(int first, long deadline) throws IOException {
        Client client = new Client();
        Connection connection = new Connection(port);
        try {
            int next = first;
            do {
                long begun = System.nanoTime();
                boolean good;
                try {
                    Connection.Answer answer = connection.exchange(requests.get(next++ % requests.size()));
                    good = answer.successful();
                    client.failure = good ? client.failure : answer.status() + " " + answer.body();
                } catch (IOException broken) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw broken;
                    }
                    good = false;
                    client.failure = broken.toString();
                }
                if (good) {
                    client.nanos.add(System.nanoTime() - begun);
                } else {
                    client.failures++;
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
                }
                if (!good || !connection.kept()) {
                    connection.close();
                    connection = new Connection(port);
                }
            } while (System.nanoTime() < deadline);
            return client;
        } finally {
            connection.close();
        }
    }
}
