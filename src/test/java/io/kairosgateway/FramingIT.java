package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on which two readers may disagree are answered with 4xx, end their connection, and never reach Kairos whole. */
class FramingIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PATH = "/v1/verifications/document";
    private static final String LINE = "POST " + PATH + " HTTP/1.1";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    /** Every byte is one char, as in all the requests of this test. */
    private static final String BODY = new String(
            MultipartBodies.body()
                    .file("document", "approve.jpg", "image/jpeg", Pictures.jpeg(600, 800))
                    .close(),
            StandardCharsets.ISO_8859_1);

    private static final String LENGTH = "Content-Length: " + BODY.length();
    private static final String SIZE = Integer.toHexString(BODY.length());

    /** More than the kernel keeps of a connection. */
    private static final long HUGE = 64L << 20;

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static String head(String line, String... headers) {
        return line + "\r\nHost: localhost\r\nAuthorization: Bearer " + GatewayProcess.API_KEY + "\r\nContent-Type: "
                + MultipartBodies.CONTENT_TYPE + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static Arguments length(String name, String... headers) {
        return Arguments.of(name, head(LINE, headers) + BODY);
    }

    private static Arguments chunks(String name, String... headers) {
        return Arguments.of(name, head(LINE, headers) + SIZE + "\r\n" + BODY + "\r\n0\r\n\r\n");
    }

    private static Arguments size(String name, String sizeLine) {
        return Arguments.of(name, head(LINE, CHUNKED) + sizeLine + BODY + "\r\n0\r\n\r\n");
    }

    private static Arguments line(String name, String line) {
        return Arguments.of(name, head(line, LENGTH) + BODY);
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                chunks("a length and chunks", LENGTH, CHUNKED),
                chunks("chunks and a length", CHUNKED, LENGTH),
                length("two different lengths", LENGTH, "Content-Length: 5"),
                length("two equal lengths", LENGTH, LENGTH),
                length("a list of lengths", LENGTH + ", 5"),
                length("a negative length", "Content-Length: -5"),
                length("letters as length", "Content-Length: abc"),
                length("a hexadecimal length", "Content-Length: 0x10"),
                length("a length with a plus sign", "Content-Length: +" + BODY.length()),
                length("an empty length", "Content-Length: "),
                length("a length beyond all numbers", "Content-Length: 99999999999999999999"),
                length("two numbers as length", "Content-Length: 1 0"));
    }

    static Stream<Arguments> codings() {
        return Stream.of(
                Arguments.of(
                        "chunks in HTTP/1.0",
                        head("POST " + PATH + " HTTP/1.0", CHUNKED) + SIZE + "\r\n" + BODY + "\r\n0\r\n\r\n"),
                chunks("gzip, then chunked", "Transfer-Encoding: gzip, chunked"),
                chunks("chunked, then gzip", "Transfer-Encoding: chunked, gzip"),
                chunks("two headers with codings", "Transfer-Encoding: gzip", CHUNKED),
                chunks("chunked twice", CHUNKED, CHUNKED),
                chunks("chunked twice in one header", "Transfer-Encoding: chunked, chunked"),
                chunks("nothing, then chunked", "Transfer-Encoding: ,chunked"),
                chunks("chunked with a parameter", "Transfer-Encoding: chunked;a=b"),
                chunks("another coding", "Transfer-Encoding: xchunked"),
                chunks("a vertical tab before chunked", "Transfer-Encoding: \u000bchunked"),
                length("identity and a length", "Transfer-Encoding: identity", LENGTH),
                length("no coding and a length", "Transfer-Encoding: ", LENGTH));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                length("a NUL in a value", LENGTH, "X-A: a\0b"),
                length("a control character in a value", LENGTH, "X-A: a\u0001b"),
                length("DEL in a value", LENGTH, "X-A: a\u007fb"),
                length("a bare CR in a value", LENGTH, "X-A: a\rX-B: b"),
                length("a NUL in a name", LENGTH, "X\0A: a"),
                length("a space before the colon", LENGTH, "X-A : a"),
                chunks("a space before the colon of the coding", "Transfer-Encoding : chunked"),
                length("a space in a name", LENGTH, "X A: a"),
                length("a header without a name", LENGTH, ": a"),
                length("a header without a colon", LENGTH, "X-A"),
                length("a folded header", LENGTH, "X-A: one\r\n two"),
                length("a header folded with a tab", LENGTH, "X-A: one\r\n\ttwo"),
                length("a header folded with nothing else on its line", LENGTH, "X-A: one\r\n "),
                length("a folded header before all others", "X-A: one\r\n two", LENGTH),
                length("a fold that hides a length", "X-A: one\r\n " + LENGTH, LENGTH),
                chunks("a folded coding", "Transfer-Encoding:\r\n chunked"),
                Arguments.of("a fold before the first header", head(LINE + "\r\n X-A: one", LENGTH) + BODY),
                length("two hosts", LENGTH, "Host: elsewhere"),
                chunks("a bare LF that hides a coding", LENGTH, "X-A: a\n" + CHUNKED),
                Arguments.of("bare LF everywhere", head(LINE, LENGTH).replace("\r\n", "\n") + BODY),
                length("a header over the limit", LENGTH, "X-A: " + "a".repeat(40_000)),
                length(
                        "headers over the limit",
                        Stream.concat(Stream.of(LENGTH), Collections.nCopies(5_000, "X-A: a").stream())
                                .toArray(String[]::new)));
    }

    static Stream<Arguments> chunkSizes() {
        return Stream.of(
                size("no hexadecimal size", "zz\r\n"),
                size("a negative size", "-5\r\n"),
                size("a size with a plus sign", "+" + SIZE + "\r\n"),
                size("a size with a prefix", "0x" + SIZE + "\r\n"),
                size("a size of more than 32 bits", "1" + "0".repeat(8) + "\r\n"),
                size("a size of more than 64 bits", "f".repeat(17) + "\r\n"),
                size("no size", "\r\n"),
                size("a space after the size", SIZE + " \r\n"),
                size("a bare semicolon after the size", SIZE + ";\r\n"),
                size("an extension without a value", SIZE + ";a=\r\n"),
                size("a bare LF after the size", SIZE + "\n"),
                size("a bare LF in an extension", SIZE + ";a\nb\r\n"),
                size("a control character in an extension", SIZE + ";a\u0001b\r\n"),
                size("an extension over the limit", SIZE + ";a=" + "x".repeat(20_000) + "\r\n"),
                size("more data than its size", Integer.toHexString(BODY.length() - 5) + "\r\n"),
                Arguments.of("a bare LF after the data", head(LINE, CHUNKED) + SIZE + "\r\n" + BODY + "\n0\r\n\r\n"),
                Arguments.of(
                        "a bare LF after the last chunk", head(LINE, CHUNKED) + SIZE + "\r\n" + BODY + "\r\n0\n\n"),
                Arguments.of(
                        "trailers over the limit",
                        head(LINE, CHUNKED) + SIZE + "\r\n" + BODY + "\r\n0\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"));
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                line("another major version", "POST " + PATH + " HTTP/2.0"),
                line("another minor version", "POST " + PATH + " HTTP/1.2"),
                line("another protocol", "POST " + PATH + " HTTQ/1.1"),
                line("more after the version", LINE + " x"),
                line("a tab between its words", "POST\t" + PATH + " HTTP/1.1"),
                line("two spaces between its words", "POST  " + PATH + " HTTP/1.1"),
                line("another host in an absolute form", "POST http://elsewhere" + PATH + " HTTP/1.1"),
                line("a method that is none", "PO(ST " + PATH + " HTTP/1.1"),
                line("a line over the limit", "POST " + PATH + "?" + "a".repeat(9_000) + " HTTP/1.1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lengths", "codings", "headers", "chunkSizes", "lines"})
    void isRefusedAndTheConnectionClosed(String name, String request) throws IOException {
        // Given
        long complete = complete();

        // When: what follows must not be taken for a request.
        String answer;
        try (Socket socket = connected()) {
            send(socket, request + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
            answer = untilClosed(socket);
        }

        // Then
        assertThat(answer).matches("(?s)HTTP/1.[01] (4[0-9][0-9]|501|505) .*").doesNotContain("smuggled");
        assertThat(answer.split("HTTP/[0-9.]+ [0-9]{3} ")).as("one answer").hasSize(2);
        assertThat(complete()).isEqualTo(complete);
    }

    @Test
    void chunksThatBreakInTheMiddleAreAnsweredAndKairosReset() throws IOException {
        // Given
        int before = stand.uploads().size();
        try (Socket socket = connected()) {
            send(
                    socket,
                    head(LINE, CHUNKED) + Integer.toHexString(200_000) + "\r\n" + BODY.substring(0, BODY.length() - 200)
                            + "x".repeat(200_000 - BODY.length() + 200) + "\r\n");
            await().atMost(SOON).until(() -> stand.uploads().size() > before);

            // When
            send(socket, "what\r\n" + BODY);

            // Then
            assertThat(untilClosed(socket))
                    .startsWith("HTTP/1.1 400")
                    .contains("bad_request", "chunks", "application/problem+json");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(stand.lastUpload()).containsEntry("ended", "RESET"));
    }

    @ParameterizedTest
    @CsvSource({"uri, 414, uri_too_long", "headers, 431, headers_too_large", "version, 400, bad_request"})
    void aHeadThatCannotBeReadIsAProblemLikeAnyOther(String flaw, int status, String code) throws IOException {
        // Given
        String request =
                switch (flaw) {
                    case "uri" -> head("GET /" + "a".repeat(9_000) + " HTTP/1.1");
                    case "headers" -> head("GET / HTTP/1.1", "X-A: " + "a".repeat(40_000));
                    default -> head("GET / HTTP/1.1", "no colon");
                };

        // When
        String answer;
        try (Socket socket = connected()) {
            send(socket, request);
            answer = untilClosed(socket);
        }

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("\"code\":\"" + code + "\"", "\"request_id\":\"")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("x-request-id: ")
                .containsIgnoringCase("x-content-type-options: nosniff");
    }

    @Test
    void aPathThatCannotBeDecodedIsAProblemToo() throws IOException {
        // When
        String answer;
        try (Socket socket = connected()) {
            send(socket, head("GET /v1/verifications/%zz?token=secret HTTP/1.1", "Connection: close"));
            answer = untilClosed(socket);
        }

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"request_id\":\"")
                .containsIgnoringCase("content-type: application/problem+json")
                .doesNotContain("secret");
        assertThat(stand.gateway().log()).doesNotContain("token=secret");
    }

    @Test
    void aFoldThatArrivesBytewiseBehindAnotherRequestIsRefusedToo() throws IOException {
        // Given
        String first = "GET /v1/verifications/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + GatewayProcess.API_KEY + "\r\n\r\n";
        try (Socket socket = connected()) {
            socket.setTcpNoDelay(true);

            // When
            for (char next : (first + head(LINE, "X-A: one\r\n two", LENGTH)).toCharArray()) {
                send(socket, String.valueOf(next));
            }

            // Then
            assertThat(untilClosed(socket)).startsWith("HTTP/1.1 404").contains("HTTP/1.1 400");
        }
    }

    private static Socket connected() throws IOException {
        Socket socket = new Socket("localhost", stand.gateway().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String untilClosed(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            for (int next; (next = socket.getInputStream().read()) >= 0; ) {
                answer.append((char) next);
            }
        } catch (SocketException reset) {
            // Closed while it still sent; what was answered before counts.
            return answer.toString();
        }
        return answer.toString();
    }

    private static long complete() {
        return stand.uploads().stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSendsRequestsWithoutReadingTheAnswersIsNotReadOnAfterAWhile(boolean behindAStream) throws Exception {
        // Given: a stream that stays open, or nothing but refusals that nobody reads.
        String stream = "GET /v1/verifications/" + stand.submitted("poll=never")
                + "/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + GatewayProcess.API_KEY + "\r\n\r\n";
        ByteBuffer more = ByteBuffer.wrap(
                ("GET /v1/verifications/x HTTP/1.1\r\nHost: localhost\r\nFiller: " + "a".repeat(1_000) + "\r\n\r\n")
                        .repeat(64)
                        .getBytes(StandardCharsets.UTF_8));
        try (SocketChannel client = SocketChannel.open(
                new InetSocketAddress("localhost", stand.gateway().port()))) {
            if (behindAStream) {
                client.write(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
            }
            client.configureBlocking(false);

            // When
            AtomicLong sent = new AtomicLong();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .during(Duration.ofSeconds(2))
                    .until(() -> {
                        long before = sent.get();
                        for (int written = 1; written > 0 && sent.get() < HUGE; ) {
                            written = client.write(more);
                            sent.addAndGet(written);
                            if (!more.hasRemaining()) {
                                more.rewind();
                            }
                        }
                        return sent.get() == before || sent.get() >= HUGE;
                    });

            // Then: what the kernel holds on both sides, and a few reads.
            assertThat(sent.get()).isLessThan(HUGE);
            stand.stranger().get("/v1/verifications/x").then().statusCode(401);
        }
    }
}
