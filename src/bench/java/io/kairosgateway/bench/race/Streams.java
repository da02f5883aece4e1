package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Thousands of clients of event streams in one thread. Each notes when it reads of a decision. */
final class Streams implements AutoCloseable {

    /** Of one address, the ports of the system's range would soon be used up: what is closed keeps its own for a minute. */
    private static final int STREAMS_AN_ADDRESS = 5000;

    private static final int ADDRESSES = 250;
    private static final AtomicInteger EVER = new AtomicInteger();

    private static final int CONNECTING_MOST = 256;
    private static final int END_MILLIS = 10_000;

    private final Selector selector;
    private final Thread thread = new Thread(this::read, "streams");
    private final List<StreamClient> clients = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean closing;
    private final int port;
    private final UnaryOperator<String> path;

    /** @param path of the stream of an id */
    Streams(int port, UnaryOperator<String> path) {
        this.port = port;
        this.path = path;
        try {
            selector = Selector.open();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens so many on each id, or one by one on all in turn; returns when every one is open. */
    void open(List<String> ids, int count, Duration limit) {
        int before = open.get();
        for (int i = 0; i < count; i++) {
            int number = i;
            Waiting.until(
                    "a stream to be opened",
                    limit,
                    () -> before + number - open.get() - failed.get() < CONNECTING_MOST);
            connect(ids.get(i % ids.size()));
        }
        Waiting.until("all streams to be open", limit, () -> open.get() + failed.get() >= before + count);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " of " + count + " streams were not opened");
        }
    }

    private void connect(String id) {
        String request = "GET " + path.apply(id) + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                + Gateways.AUTHORIZATION + "\r\n";
        StreamClient client = new StreamClient(id, request);
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            int address = 2 + EVER.getAndIncrement() / STREAMS_AN_ADDRESS % ADDRESSES;
            channel.bind(new InetSocketAddress("127.0.0." + address, 0));
            clients.add(client);
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.register(selector, SelectionKey.OP_CONNECT, client);
            selector.wakeup();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Returns when all that are open have been told, or ended without. */
    List<StreamClient> allTold(Duration limit) {
        Waiting.until("the decision at every stream", limit, () -> told.get() + failed.get() >= open.get());
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " streams ended without the decision");
        }
        return clients;
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(64 << 10);
        while (!closing) {
            try {
                selector.select(key -> ready(key, bytes));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private void ready(SelectionKey key, ByteBuffer bytes) {
        StreamClient client = (StreamClient) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(client.request());
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            bytes.clear();
            if (channel.read(bytes) < 0) {
                ended(key, client);
                return;
            }
            boolean wasOpen = client.open();
            boolean wasTold = client.toldAt() != 0;
            client.scan(bytes.flip());
            if (client.refused()) {
                ended(key, client);
                return;
            }
            open.addAndGet(client.open() && !wasOpen ? 1 : 0);
            told.addAndGet(client.toldAt() != 0 && !wasTold ? 1 : 0);
        } catch (IOException broken) {
            ended(key, client);
        }
    }

    private void ended(SelectionKey key, StreamClient client) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException already) {
            // It is gone.
        }
        if (client.toldAt() == 0) {
            failed.incrementAndGet();
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(END_MILLIS);
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
