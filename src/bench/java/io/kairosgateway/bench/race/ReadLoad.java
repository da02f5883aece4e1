package io.kairosgateway.bench.race;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * So many clients as {@link Load} has them, but all on one thread, as {@link DirectReads} has its readers: for answers that cost as little as
 * these, a thread for each client would cost more than the contender.
 *
 * @param requests sent in turn; small enough to be written at once
 */
record ReadLoad(int port, List<ByteBuffer> requests, int connections) {

    private static final int LONGEST_ANSWER = 64 << 10;
    private static final String LENGTH = "\r\ncontent-length:";

    private static final class Client {
        private final ByteBuffer answer = ByteBuffer.allocateDirect(LONGEST_ANSWER);
        private SocketChannel channel;
        private int next;
        private long begun;
        /** Of head and body; 0 until the head is there. */
        private int length;
    }

    /** What the clients came to. */
    private static final class Tally {
        private final List<Long> nanos = new ArrayList<>();
        private int failures;
        private String failure = "";

        private void failed(String why) {
            failures++;
            failure = why;
        }
    }

    /** As {@link Load#run}; a connection that breaks ends the round. */
    Round run(Duration time, Duration limit, ProcessTree measured) {
        Tally tally = new Tally();
        double cpuBefore = measured.cpuSeconds();
        long begun = System.nanoTime();
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < connections; i++) {
                    connect(selector, i);
                }
                serve(selector, begun + time.toNanos(), begun + time.plus(limit).toNanos(), tally);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Collections.sort(tally.nanos);
        long bytes = (long) tally.nanos.size() * requests.get(0).remaining();
        return new Round(tally.nanos, tally.failures, tally.failure, seconds, bytes, measured.cpuSeconds() - cpuBefore);
    }

    private void connect(Selector selector, int first) throws IOException {
        Client client = new Client();
        client.channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.channel.configureBlocking(false);
        client.channel.register(selector, SelectionKey.OP_READ, client);
        client.next = first;
        send(client);
    }

    private void send(Client client) throws IOException {
        ByteBuffer request = requests.get(client.next++ % requests.size()).duplicate();
        client.answer.clear();
        client.length = 0;
        client.begun = System.nanoTime();
        client.channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("a request that the connection does not take at once");
        }
    }

    private void serve(Selector selector, long deadline, long latest, Tally tally) throws IOException {
        int open = connections;
        while (open > 0) {
            long left = latest - System.nanoTime();
            if (left <= 0) {
                tally.failures += open;
                tally.failure = "no answer in time";
                return;
            }
            selector.select(Math.max(1, left / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                Client client = (Client) key.attachment();
                if (answered(client, tally)) {
                    if (System.nanoTime() < deadline) {
                        send(client);
                    } else {
                        key.cancel();
                        client.channel.close();
                        open--;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private static boolean answered(Client client, Tally tally) throws IOException {
        if (client.channel.read(client.answer) < 0) {
            throw new EOFException("closed without an answer");
        }
        if (client.length == 0) {
            client.length = length(client.answer);
        }
        if (client.length == 0 || client.answer.position() < client.length) {
            return false;
        }
        // HTTP/1.1 200 OK
        if (client.answer.get(9) == '2') {
            tally.nanos.add(System.nanoTime() - client.begun);
        } else {
            tally.failed(text(client.answer, client.length));
        }
        return true;
    }

    /** Of head and body, or 0 while the head is not whole. */
    private static int length(ByteBuffer answer) throws IOException {
        for (int i = 3; i < answer.position(); i++) {
            if (answer.get(i) == '\n'
                    && answer.get(i - 1) == '\r'
                    && answer.get(i - 2) == '\n'
                    && answer.get(i - 3) == '\r') {
                String head = text(answer, i - 1).toLowerCase(Locale.ROOT);
                int at = head.indexOf(LENGTH);
                if (at < 0) {
                    throw new IOException("an answer of no known length");
                }
                int from = at + LENGTH.length();
                return i
                        + 1
                        + Integer.parseInt(
                                head.substring(from, head.indexOf("\r\n", from)).strip());
            }
        }
        return 0;
    }

    private static String text(ByteBuffer answer, int length) {
        byte[] bytes = new byte[length];
        answer.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
