package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to a name whose addresses come and go, over real sockets. */
class AttemptsTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private volatile String[] addresses = {};
    private KairosHost host;
    private int port;

    @BeforeEach
    void listen() {
        port = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(request.getHeader("Host")))
                .listen(0, "127.0.0.3")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        host = new KairosHost(
                vertx,
                URI.create("http://localhost:" + port),
                Duration.ofSeconds(5),
                name -> {
                    InetAddress[] all = new InetAddress[addresses.length];
                    for (int i = 0; i < all.length; i++) {
                        all[i] = InetAddress.getByName(addresses[i]);
                    }
                    return all;
                },
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    private String asked() {
        RequestOptions to = new RequestOptions()
                .setAbsoluteURI("http://localhost:" + port + "/")
                .setConnectTimeout(10_000);
        return Attempts.open(client, host, to)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .toString();
    }

    @Test
    void everyAddressIsTriedUnderTheNameItself() {
        // Given: nothing listens at the first two.
        addresses = new String[] {"127.0.0.1", "127.0.0.2", "127.0.0.3"};

        // Then
        assertThat(asked()).isEqualTo("localhost:" + port);
        assertThat(asked()).isEqualTo("localhost:" + port);
    }

    @Test
    void aNameWhoseAddressesDoNotConnectIsLookedUpAgainAtOnce() {
        // Given
        addresses = new String[] {"127.0.0.1"};
        assertThatThrownBy(this::asked)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ConnectException.class);

        // When
        addresses = new String[] {"127.0.0.3"};

        // Then
        assertThat(asked()).isEqualTo("localhost:" + port);
    }

    @Test
    void whatThisReplicaLacksIsNoFaultOfKairos() {
        assertThat(Attempts.unreachable(new ConnectException())).isTrue();
        assertThat(Attempts.unreachable(new SSLHandshakeException(""))).isTrue();
        assertThat(Attempts.unreachable(new ConnectionPoolTooBusyException(""))).isFalse();
        assertThat(Attempts.unreachable(new SocketException().initCause(new BindException())))
                .isFalse();
        assertThat(Attempts.unreachable(new IllegalStateException("Client is closed")))
                .isFalse();
        assertThat(Guards.local(new KairosGets.Lost(new ConnectionPoolTooBusyException(""))))
                .isTrue();
        assertThat(Guards.local(new KairosGets.Lost(new ConnectException()))).isFalse();
    }
}
