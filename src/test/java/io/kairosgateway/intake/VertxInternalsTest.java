package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vert.x as the code takes it for granted: with another one uploads would be copied, connections stay open and unreadable heads go unanswered,
 * and nothing would say so. What replaces each with Vert.x 5 stands in {@code src/docs/adr}.
 */
class VertxInternalsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A server whose connections have the decoder of the public ports. */
    private int served(Consumer<HttpConnection> connected, Consumer<HttpServerRequest> asked) throws Exception {
        // As the gateway has it: no protocol besides, and no handler for one.
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connected::accept)
                .requestHandler(asked::accept)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"})
    void anUploadIsTakenFromItsDecoderAndNotCopied(String framedBody) throws Exception {
        // Given
        CompletableFuture<String> taken = new CompletableFuture<>();
        int port = served(connection -> install(pipeline(connection)), request -> {
            LiveBody body = LiveBody.of(request.pause());
            StringBuilder text = new StringBuilder(body.getClass().getSimpleName()).append(' ');
            body.take(bytes -> {
                text.append(bytes.toString(StandardCharsets.US_ASCII));
                bytes.release();
            });
            request.endHandler(end -> taken.complete(text.toString()));
            request.resume();
            body.go();
        });

        // When
        try (Socket client = new Socket("127.0.0.1", port)) {
            send(client, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\n" + framedBody);

            // Then
            assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo("DecodedBody abc");
        }
    }

    private static void install(io.netty.channel.ChannelPipeline pipeline) {
        var settings = io.kairosgateway.settings.TestSettings.defaults().intake();
        var options = new HttpServerOptions();
        DecoderInstallation.at(pipeline, options, settings, new HeadDeadline(settings, options));
    }

    @Test
    void aHeadThatCannotBeReadIsAnsweredByUs() throws Exception {
        // Given
        int port = served(
                connection -> install(pipeline(connection)),
                request -> request.response().end("not ours"));

        // When
        try (Socket client = new Socket("127.0.0.1", port)) {
            client.setSoTimeout(20_000);
            send(client, "GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n");

            // Then
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json");
        }
    }

    private static void send(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    @Test
    void connectionsAndContextsAreWhatTheyAreAskedFor() throws Exception {
        // Given
        CompletableFuture<HttpConnection> accepted = new CompletableFuture<>();
        CompletableFuture<Boolean> onItsEventLoop = new CompletableFuture<>();
        int port = served(accepted::complete, request -> {
            onItsEventLoop.complete(Vertx.currentContext() instanceof ContextInternal context
                    && context.nettyEventLoop().inEventLoop()
                    && ((ConnectionBase) request.connection()).channel().eventLoop() == context.nettyEventLoop());
            request.response().end();
        });

        // When
        HttpConnection made = vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send().map(answered -> request.connection()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        HttpConnection served = accepted.get(20, TimeUnit.SECONDS);

        // Then
        assertThat(vertx).isInstanceOf(VertxInternal.class);
        assertThat(onItsEventLoop.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(made).as("to be cut off while Kairos does not read").isInstanceOf(ConnectionBase.class);
        assertThat(served).as("to be told of unreadable heads").isInstanceOf(Http1xServerConnection.class);
        assertThat(pipeline(served).get(VertxHandler.class).getConnection()).isSameAs(served);
        assertThat(pipeline(served).get(HttpRequestDecoder.class))
                .as("what the strict one takes the place of")
                .isInstanceOf(VertxHttpRequestDecoder.class);
    }
}
