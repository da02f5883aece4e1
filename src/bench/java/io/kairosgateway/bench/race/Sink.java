package io.kairosgateway.bench.race;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads bodies, as fast as they come or at a rate, and answers as Kairos does. A process of its own, with a thread for each connection: so
 * little work for each byte that it takes the same, small share of the machine from every contender.
 */
final class Sink {

    private static final int BUFFER = 64 << 10;
    private static final int BACKLOG = 4096;

    /** The file's name, which says when the decision is to be made, stands this far into a body at most. */
    private static final int BEGINNING = 600;

    /** The system would let a receive buffer grow by megabytes, and a slow reader would not be noticed. */
    private static final int SLOW_RECEIVE_BUFFER = 256 << 10;

    private final Decisions decisions = new Decisions();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** @param words a port, another port where bodies are read slowly, and the bytes a second that are read there of each */
    public static void main(String[] words) throws IOException, InterruptedException {
        Sink sink = new Sink();
        sink.listen(Integer.parseInt(words[0]), 0);
        sink.listen(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        Thread.currentThread().join();
    }

    private void listen(int port, int rate) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        if (rate > 0) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SLOW_RECEIVE_BUFFER);
        }
        server.bind(new InetSocketAddress("127.0.0.1", port), BACKLOG);
        thread(() -> {
            while (true) {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                thread(() -> serve(channel, rate));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The other side has gone.
                    }
                },
                "sink",
                256 << 10);
        thread.start();
    }

    private void serve(SocketChannel channel, int rate) throws IOException {
        try (channel) {
            Wire wire = new Wire(channel, BUFFER, rate);
            for (String head = wire.head(); head != null; head = wire.head()) {
                String[] line = head.split(" ", 3);
                Wire.Body body = wire.body(head, BEGINNING);
                ByteBuffer answer = answer(line[0], line[1], body);
                while (answer.hasRemaining()) {
                    channel.write(answer);
                }
                if (head.contains("\r\nconnection: close")) {
                    return;
                }
            }
        }
    }

    private ByteBuffer answer(String method, String path, Wire.Body body) {
        if (path.startsWith("/sink/")) {
            return answer(200, control(path));
        }
        String kind = path.substring(path.indexOf('/', 1) + 1).replaceFirst("-verification.*", "");
        if (method.equals("get")) {
            String result = decisions.poll(path.substring(path.lastIndexOf('/') + 1));
            return result == null ? answer(404, "{\"message\":\"Not found\"}") : answer(200, result);
        }
        posts.incrementAndGet();
        bytes.addAndGet(body.length());
        return kind.equals("liveness")
                ? answer(200, Decisions.liveness())
                : answer(201, "{\"api_req_uuid\":\"" + decisions.begin(kind, body.beginning()) + "\"}");
    }

    private String control(String path) {
        return switch (path) {
            case "/sink/decide" -> decisions.decideHeld();
            case "/sink/fates" -> decisions.fates();
            case "/sink/forget" -> decisions.forget();
            default -> posts.get() + " " + bytes.get();
        };
    }

    private static ByteBuffer answer(int status, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " Answer\r\nContent-Type: application/json\r\n"
                        + "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
                        + "Strict-Transport-Security: max-age=86400; includeSubDomains\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }
}
