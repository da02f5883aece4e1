package io.kairosgateway.bench.race;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client's connection that is kept. It blocks; whoever uses it bounds the wait by interrupting the thread, which closes the channel. */
final class Connection implements AutoCloseable {

    private static final int BUFFER = 16 << 10;
    private static final int KEEP = 16 << 20;

    private final SocketChannel channel;
    private final Wire wire;
    private boolean kept = true;

    Connection(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        wire = new Wire(channel, BUFFER, 0);
    }

    record Answer(int status, String body) {

        boolean successful() {
            return status / 100 == 2;
        }
    }

    Answer exchange(ByteBuffer request) throws IOException {
        ByteBuffer bytes = request.duplicate();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        String head = wire.head();
        if (head == null) {
            throw new EOFException("closed without an answer");
        }
        kept = !head.contains("\r\nconnection: close");
        return new Answer(
                Integer.parseInt(head.substring(9, 12)), wire.body(head, KEEP).beginning());
    }

    boolean kept() {
        return kept;
    }

    static Answer once(int port, ByteBuffer request) throws IOException {
        try (Connection connection = new Connection(port)) {
            return connection.exchange(request);
        }
    }

    /** A whole request, outside the heap so that writing it copies nothing. */
    static ByteBuffer request(String line, String headers, byte[] body) {
        byte[] head = (line + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                        + (line.startsWith("GET") ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    static ByteBuffer request(String line, String headers) {
        return request(line, headers, new byte[0]);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
