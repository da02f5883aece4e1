package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<NetSocket> accepted = new CopyOnWriteArrayList<>();
    private final List<NetSocket> closed = new CopyOnWriteArrayList<>();
    private FaultProxy proxy;
    private Socket client;

    @BeforeEach
    void openAConnectionToAnEchoBehindTheProxy() throws Exception {
        NetServer echo = vertx.createNetServer().connectHandler(socket -> {
            accepted.add(socket);
            socket.handler(socket::write).closeHandler(ended -> closed.add(socket));
        });
        echo.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        proxy = FaultProxy.before(vertx, echo.actualPort());
        client = new Socket("127.0.0.1", proxy.port());
        client.setSoTimeout(10_000);
        say("hello");
        assertThat(hear(5)).isEqualTo("hello");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void say(String words) throws IOException {
        client.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    }

    private String hear(int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    @Test
    void aCutEndsWhatIsOpenAndWhatIsOpened() throws Exception {
        // When
        proxy.cut();

        // Then
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        try (Socket next = new Socket("127.0.0.1", proxy.port())) {
            next.setSoTimeout(10_000);
            assertThat(next.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(accepted).hasSize(1);
    }

    @Test
    void whatIsStalledComesInItsOrderWhenTheProxyIsHealed() throws Exception {
        // Given
        proxy.stall();
        client.setSoTimeout(200);
        say("one,");
        assertThatThrownBy(() -> hear(1)).isInstanceOf(SocketTimeoutException.class);

        // When
        say("two");
        client.setSoTimeout(10_000);
        proxy.heal();

        // Then
        assertThat(hear(7)).isEqualTo("one,two");
    }

    @Test
    void whatIsStalledWithAConnectionThatIsGoneNeverComes() throws Exception {
        // Given
        proxy.stall();
        say("late");

        // When
        client.close();

        // Then the far end is closed too, though nothing passes
        Awaitility.await().until(() -> closed.equals(accepted));
    }

    @Test
    void whatIsSlowComesLaterInItsOrder() throws Exception {
        // Given
        proxy.slow(Duration.ofMillis(150));
        long begun = System.nanoTime();

        // When
        say("one,");
        say("two");

        // Then
        assertThat(hear(7)).isEqualTo("one,two");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aConnectionIsKnownByThePortThatTheServerSees() {
        assertThat(proxy.isBehind(accepted.get(0).remoteAddress().port())).isTrue();
        assertThat(proxy.isBehind(client.getLocalPort())).isFalse();
    }
}
