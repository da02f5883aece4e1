package io.kairosgateway.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts TLS before a plain server, and remembers which versions of it every client offered. */
public final class TlsFront implements AutoCloseable {

    private static final String SUPPORTED_VERSIONS = "002b";

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final List<String> hellos = new CopyOnWriteArrayList<>();
    private final NetServer sniffer;

    private TlsFront(int plainPort, Certificate certificate) {
        NetServer tls = await(vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PfxOptions()
                                .setPath(certificate.store().toString())
                                .setPassword(Certificate.PASSWORD)))
                .connectHandler(socket -> connect(socket, plainPort, Buffer.buffer()))
                .listen(0, "127.0.0.1"));
        sniffer = await(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(hello -> {
                    hellos.add(hex(hello));
                    connect(socket, tls.actualPort(), hello);
                }))
                .listen(0, "127.0.0.1"));
    }

    public static TlsFront before(int plainPort, Certificate certificate) {
        return new TlsFront(plainPort, certificate);
    }

    public String url() {
        return "https://localhost:" + sniffer.actualPort() + "/v0.1";
    }

    /** For each connection, the versions in the client's hello (RFC 8446, 4.2.1), or its one old version when it has no list. */
    public List<List<String>> offeredVersions() {
        return hellos.stream().map(TlsFront::versions).toList();
    }

    private void connect(NetSocket from, int port, Buffer first) {
        from.handler(null).pause();
        client.connect(port, "127.0.0.1").onFailure(lost -> from.close()).onSuccess(to -> {
            to.write(first);
            from.pipeTo(to);
            to.pipeTo(from);
        });
    }

    /** Walks a hello to its extensions: record 5, type and length 4, version 2, random 32, then lists with their sizes. */
    private static List<String> versions(String hex) {
        int at = 2 * (5 + 4 + 2 + 32);
        at += 2 + 2 * number(hex, at, 1);
        at += 4 + 2 * number(hex, at, 2);
        at += 2 + 2 * number(hex, at, 1);
        int end = at + 4 + 2 * number(hex, at, 2);
        for (at += 4; at < end; at += 8 + 2 * number(hex, at + 4, 2)) {
            if (hex.startsWith(SUPPORTED_VERSIONS, at)) {
                List<String> versions = new ArrayList<>();
                int count = number(hex, at + 8, 1) / 2;
                for (int i = 0; i < count; i++) {
                    versions.add(hex.substring(at + 10 + 4 * i, at + 14 + 4 * i));
                }
                return versions;
            }
        }
        return List.of(hex.substring(18, 22));
    }

    private static int number(String hex, int at, int bytes) {
        return Integer.parseInt(hex.substring(at, at + 2 * bytes), 16);
    }

    private static String hex(Buffer bytes) {
        return java.util.HexFormat.of().formatHex(bytes.getBytes());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
