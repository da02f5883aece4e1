package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.TestSettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection and its time, without a network: what is decoded when, what is refused, and when the connection ends. */
class StrictRequestDecoderTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String HALF = "GET /b HTTP/1.1\r\nHos";
    private static final String JSON =
            "POST /v1/client-tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ";

    private final EmbeddedChannel channel = new EmbeddedChannel(
            new HeadDeadline(TestSettings.defaults().intake(), new HttpServerOptions()),
            new VertxHttpRequestDecoder(new HttpServerOptions()));

    {
        channel.freezeTime();
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void arrives(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void isAnswered() {
        channel.pipeline().get(StrictRequestDecoder.class).answered();
        channel.runPendingTasks();
    }

    private void passes(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    /** What has been decoded since the last time. */
    private List<String> decoded() {
        List<String> requests = new ArrayList<>();
        for (Object next; (next = channel.readInbound()) != null; ) {
            if (((HttpObject) next).decoderResult().isFailure()) {
                requests.add("refused");
            } else if (next instanceof HttpRequest request) {
                requests.add(request.uri());
            }
            ReferenceCountUtil.release(next);
        }
        return requests;
    }

    /** The cause of the first failure that was decoded. */
    private Throwable flaw() {
        for (Object next; (next = channel.readInbound()) != null; ) {
            Throwable cause = ((HttpObject) next).decoderResult().cause();
            ReferenceCountUtil.release(next);
            if (cause != null) {
                return cause;
            }
        }
        return null;
    }

    @Test
    void oneRequestIsDecodedAtATimeHoweverMuchHasBeenRead() {
        // When
        arrives(GET.repeat(1_000) + HALF);

        // Then
        assertThat(decoded()).hasSize(1);
        assertThat(channel.config().isAutoRead()).as("reads on").isFalse();
        for (int next = 1; next < 1_000; next++) {
            isAnswered();
            assertThat(decoded()).hasSize(1);
        }
        isAnswered();
        assertThat(decoded()).isEmpty();
        assertThat(channel.config().isAutoRead()).as("reads on").isTrue();
    }

    @Test
    void theNextRequestIsDecodedInATurnOfItsOwn() {
        // Given
        arrives(GET + GET);
        decoded();

        // When
        channel.pipeline().get(StrictRequestDecoder.class).answered();

        // Then: the event loop does what else there is before.
        assertThat(decoded()).isEmpty();
        channel.runPendingTasks();
        assertThat(decoded()).hasSize(1);
    }

    @Test
    void aClientThatLeavesIsNoticedWhileItsRequestIsUnderWay() {
        // When
        arrives(GET);

        // Then
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartOfAHeadBehindARequestHasTheHeadsTime(boolean inOnePacket) {
        // Given: it arrives before the response to the request, in its packet or later.
        if (inOnePacket) {
            arrives(GET + HALF);
        } else {
            arrives(GET);
            arrives(HALF);
        }
        passes(60);
        assertThat(channel.isOpen()).as("while the response is under way").isTrue();

        // When
        isAnswered();
        passes(9);
        assertThat(channel.isOpen()).isTrue();
        passes(2);

        // Then
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aKeptConnectionMayBeIdle() {
        // Given
        arrives(GET);
        isAnswered();

        // When
        passes(100);
        assertThat(channel.isOpen()).isTrue();
        arrives("\r\n" + HALF);
        passes(11);

        // Then: until there is a part of a head.
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a HTTP/9.9 | VERSION_NOT_SUPPORTED",
                "PRI * HTTP/2.0 | VERSION_NOT_SUPPORTED",
                "GET /a HTTP/1.2 | VERSION_NOT_SUPPORTED",
                "GET /a HTTQ/1.1 | BAD_REQUEST",
                "GET /a http/1.1 | BAD_REQUEST",
                "BREW /a HTTP/1.1 | METHOD_UNKNOWN",
                "get /a HTTP/1.1 | METHOD_UNKNOWN",
                "CONNECT localhost:443 HTTP/1.1 | METHOD_UNKNOWN",
                "TRACE /a HTTP/1.1 | METHOD_UNKNOWN",
                "GET  /a HTTP/1.1 | BAD_REQUEST",
                "GET\\t/a HTTP/1.1 | BAD_REQUEST",
                "GET /a\\tHTTP/1.1 | BAD_REQUEST",
                "GET /a\\rb HTTP/1.1 | BAD_REQUEST",
                "GET /a\u00e4 HTTP/1.1 | BAD_REQUEST",
                "GET /a#b HTTP/1.1 | BAD_REQUEST",
                "GET a HTTP/1.1 | BAD_REQUEST",
                "GET * HTTP/1.1 | BAD_REQUEST",
                "GET ftp://localhost/a HTTP/1.1 | BAD_REQUEST",
                "GET http://elsewhere/a HTTP/1.1 | BAD_REQUEST",
                "GET http://user@localhost/a HTTP/1.1 | BAD_REQUEST",
                "GET http:///a HTTP/1.1 | BAD_REQUEST",
                "GET / | BAD_REQUEST"
            })
    void aRequestLineThatBreaksARuleIsRefused(String line, Problem problem) {
        // When
        arrives(line.replace("\\t", "\t").replace("\\r", "\r") + "\r\nHost: localhost\r\n\r\n" + GET);

        // Then
        Throwable flaw = flaw();
        assertThat(flaw).isNotNull();
        assertThat(flaw instanceof FlawedHead head ? head.problem() : Problem.BAD_REQUEST)
                .isEqualTo(problem);
        assertThat(decoded()).as("what follows").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X: y",
                "Host:",
                "Host: a b",
                "Host: user@a",
                "Host: a/b",
                "Host: a,b",
                "Host: a:b",
                "Host: a\\r\\nHost: a",
                "Host: a\\r\\nContent-Length: 1125899906842624",
                "Host: a\\r\\nTransfer-Encoding: gzip, chunked",
                "Host: a\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 5"
            })
    void headersThatBreakARuleAreRefused(String headers) {
        // When
        arrives("POST /a HTTP/1.1\r\n" + headers.replace("\\r\\n", "\r\n") + "\r\n\r\n");

        // Then
        assertThat(decoded()).containsExactly("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /a HTTP/1.1\\r\\nHost: localhost | /a",
                "GET /a HTTP/1.1\\r\\nHost: localhost:8080 | /a",
                "GET /a HTTP/1.1\\r\\nHost: [::1]:80 | /a",
                "GET /a HTTP/1.1\\r\\nhoSt:\\tlocalhost\\r\\nempty: | /a",
                "GET /a HTTP/1.0 | /a",
                "GET http://LOCALHOST/a HTTP/1.1\\r\\nHost: localhost | http://LOCALHOST/a",
                "OPTIONS * HTTP/1.1\\r\\nHost: localhost | /",
                "\\r\\n\\r\\nGET /a HTTP/1.1\\r\\nHost: localhost | /a"
            })
    void whatTheRulesAllowIsDecoded(String head, String target) {
        // When
        arrives(head.replace("\\t", "\t").replace("\\r\\n", "\r\n") + "\r\n\r\n");

        // Then
        assertThat(decoded()).containsExactly(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\0", "\t", "\n", "\r\n \r\n"})
    void nothingButEmptyLinesIsSkippedBeforeARequest(String before) {
        // When
        arrives(before + GET);

        // Then
        assertThat(decoded()).containsExactly("refused");
    }

    @Test
    void aBareSemicolonAfterAChunkSizeIsRefusedWithItsData() {
        // When
        arrives("POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;\r\nhello\r\n0\r\n\r\n" + GET);

        // Then
        List<String> contents = new ArrayList<>();
        for (Object next; (next = channel.readInbound()) != null; ) {
            if (next instanceof HttpContent content) {
                contents.add(content.content().toString(StandardCharsets.US_ASCII)
                        + content.decoderResult().isFailure());
            }
            ReferenceCountUtil.release(next);
        }
        assertThat(contents).containsExactly("true");
    }

    private void closesItsDirection() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();
    }

    @Test
    void whoClosesItsDirectionAfterAWholeBodyGetsTheResponse() {
        // Given
        arrives(JSON + "2\r\n\r\n{}");

        // When
        closesItsDirection();
        passes(100);

        // Then
        assertThat(channel.isOpen()).isTrue();
        isAnswered();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoClosesItsDirectionWithinABodyHasLeft() {
        // Given
        arrives(JSON + "3\r\n\r\n{}");

        // When
        closesItsDirection();

        // Then
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HALF})
    void whoClosesItsDirectionBetweenRequestsHasLeft(String part) {
        // Given
        arrives(part);

        // When
        closesItsDirection();

        // Then
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionIsNotClosedUnderAClientThatStillWrites() {
        // Given
        arrives("nonsense\r\n\r\n");

        // When
        channel.pipeline().close();

        // Then: what comes is thrown away until the client ends it.
        assertThat(channel.isOpen()).isTrue();
        for (int seconds = 0; seconds < 4; seconds++) {
            passes(4);
            arrives("x".repeat(100_000));
            assertThat(channel.isOpen()).isTrue();
        }
        closesItsDirection();
        assertThat(channel.isOpen()).isFalse();
        assertThat(decoded()).containsExactly("refused");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatStandsStillOrGoesOnForEverIsCutOff(boolean still) {
        // Given
        arrives("nonsense\r\n\r\n");
        channel.pipeline().close();

        // When
        for (int seconds = 0; seconds < 40; seconds++) {
            passes(1);
            if (!still && channel.isOpen()) {
                arrives("x");
            }
        }

        // Then
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void noMoreIsReadOfARefusedBodyThanAnyUploadMayHave() {
        // Given
        arrives("nonsense\r\n\r\n");
        channel.pipeline().close();

        // When
        for (int megabytes = 0; megabytes <= 32; megabytes++) {
            assertThat(channel.config().isAutoRead()).isTrue();
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[1 << 20]));
        }

        // Then
        assertThat(channel.config().isAutoRead()).isFalse();
    }
}
