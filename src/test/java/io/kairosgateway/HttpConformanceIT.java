package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 9110 and 9112 as public probes of servers ask for them: what is half is waited for, what is right is answered, and what is wrong is
 * refused with a problem like any other, which every client and every page can read.
 */
class HttpConformanceIT {

    private static final String HOST = "\r\nHost: localhost\r\n";
    private static final String GET = "GET /openapi.yaml HTTP/1.1";
    private static final String WHOLE = GET + HOST + "\r\n";
    private static final String MINT = "POST /v1/client-tokens HTTP/1.1" + HOST + "Authorization: Bearer "
            + GatewayProcess.API_KEY + "\r\nContent-Type: application/json\r\n";
    private static final String BODY = "{\"scope\":\"submit\",\"kind\":\"document\"}";
    private static final String CHUNKS = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        String log = stand.gateway().log();
        stand.close();
        assertThat(log).doesNotContain("unexpected fault", "ERROR");
    }

    private static Socket connected() throws IOException {
        Socket socket = new Socket("localhost", stand.gateway().port());
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of the response, and its body when the connection ends after it. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int next; (next = in.read()) >= 0; ) {
                answer.append((char) next);
                boolean head = answer.length() >= 4
                        && answer.substring(answer.length() - 4).equals("\r\n\r\n");
                if (head && !answer.toString().toLowerCase().contains("connection: close")) {
                    break;
                }
            }
        } catch (SocketException reset) {
            return answer.toString();
        }
        return answer.toString();
    }

    private static String answerTo(String request) throws IOException {
        try (Socket socket = connected()) {
            send(socket, request);
            return answer(socket);
        }
    }

    /** Every place at which a packet may end within the shortest of requests. */
    static Stream<String> fragments() {
        return Stream.of(
                "G",
                "GET ",
                "GET /openapi",
                "GET /openapi.yaml ",
                "GET /openapi.yaml HTTP",
                GET,
                GET + "\r",
                GET + "\r\n",
                GET + "\r\nHos",
                GET + "\r\nHost:",
                GET + "\r\nHost: ",
                GET + "\r\nHost: localhost",
                GET + "\r\nHost: localhost\r",
                GET + "\r\nHost: localhost\r\n",
                GET + "\r\nHost: localhost\r\n\r");
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void theRestOfAHeadIsWaitedFor(String fragment) throws IOException {
        try (Socket socket = connected()) {
            // Given
            send(socket, fragment);

            // When: another request in between is given its whole way.
            assertThat(answerTo(WHOLE)).startsWith("HTTP/1.1 200");

            // Then
            assertThat(socket.getInputStream().available()).isZero();
            send(socket, WHOLE.substring(fragment.length()));
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    static Stream<Arguments> right() {
        return Stream.of(
                Arguments.of("a plain GET", WHOLE, 200),
                Arguments.of("an Expect without a body", GET + HOST + "Expect: 100-continue\r\n\r\n", 200),
                Arguments.of("odd spelling", GET + "\r\nhoSt:\tlocalhost\r\nempty:\r\n\r\n", 200),
                Arguments.of("an empty value", GET + HOST + "X-Empty: \r\n\r\n", 200),
                Arguments.of("an empty line before", "\r\n" + WHOLE, 200),
                Arguments.of("an absolute form", "GET http://localhost/openapi.yaml HTTP/1.1" + HOST + "\r\n", 200),
                Arguments.of("a body", MINT + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY, 201),
                Arguments.of("chunks", MINT + CHUNKED + CHUNKS, 201),
                Arguments.of("a chunk extension", MINT + CHUNKED + CHUNKS.replaceFirst("\r\n", ";a=\"b;c\"\r\n"), 201),
                Arguments.of("options of the whole server", "OPTIONS * HTTP/1.1" + HOST + "\r\n", 204));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("right")
    void whatIsRightIsAnswered(String name, String request, int status) throws IOException {
        assertThat(answerTo(request)).startsWith("HTTP/1.1 " + status);
    }

    private static Arguments wrong(String name, String request, Integer... statuses) {
        return Arguments.of(name, request, statuses.length == 0 ? Set.of(400) : Set.of(statuses));
    }

    static Stream<Arguments> wrong() {
        String two = GET + HOST;
        return Stream.of(
                wrong("no version", "GET / \r\n\r\n"),
                wrong("a name that is none", two + "X-Invalid[]: a\r\n\r\n"),
                wrong("no host", GET + "\r\nContent-Length: 5\r\n\r\n"),
                wrong("two hosts", two + "Host: elsewhere\r\n\r\n"),
                wrong("an empty host", GET + "\r\nHost: \r\n\r\n"),
                wrong("a huge negative length", two + "Content-Length: -123456789123456789123456789\r\n\r\n"),
                wrong("a negative length", two + "Content-Length: -1234\r\n\r\n"),
                wrong("no number as length", two + "Content-Length: abc\r\n\r\n"),
                wrong("a length above all limits", two + "Content-Length: 1125899906842625\r\n\r\n", 413),
                wrong("a control character in a value", two + "X-Bad: a\u0007\r\n\r\n"),
                wrong("another version", "GET / HTTP/9.9" + HOST + "\r\n", 505),
                wrong("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
                wrong("words before", "Extra line" + WHOLE),
                wrong("a bare CR", two + "\rSome-Header: Test\r\n\r\n"),
                wrong("a length and chunks", MINT + "content-LengtH: 5\r\nTransFer-Encoding: chunked\r\n\r\n" + CHUNKS),
                wrong("a tab in the request line", "GET\t/openapi.yaml HTTP/1.1" + HOST + "\r\n"),
                wrong("an invented method", "BREW / HTTP/1.1" + HOST + "\r\n", 501),
                wrong("a tunnel", "CONNECT localhost:443 HTTP/1.1" + HOST + "\r\n", 501),
                wrong("the whole server for no OPTIONS", "GET * HTTP/1.1" + HOST + "\r\n"),
                wrong("another host in an absolute form", "GET http://elsewhere/ HTTP/1.1" + HOST + "\r\n"),
                wrong("a long address", "GET /" + "a".repeat(9_000) + " HTTP/1.1" + HOST + "\r\n", 414),
                wrong("long headers", two + "X-A: " + "a".repeat(40_000) + "\r\n\r\n", 431),
                wrong("a bare semicolon in a chunk size", MINT + CHUNKED + CHUNKS.replaceFirst("\r\n", ";\r\n")),
                wrong("a broken chunk in the packet of the head", MINT + CHUNKED + "what\r\n"),
                wrong("a chunk larger than its data", MINT + CHUNKED + "1\r\n{}\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void whatIsWrongIsAProblemThatEveryoneCanRead(String name, String request, Set<Integer> statuses)
            throws IOException {
        // When: and what follows must not be taken for a request.
        String answer = answerTo(request + WHOLE);

        // Then
        var status = STATUS.matcher(answer);
        assertThat(status.lookingAt()).as(answer).isTrue();
        assertThat(Integer.parseInt(status.group(1))).isIn(statuses);
        assertThat(status.find()).as("another response").isFalse();
        assertThat(answer)
                .contains("\"request_id\":\"", "\"code\":\"")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("x-request-id: ")
                .containsIgnoringCase("x-content-type-options: nosniff")
                .containsIgnoringCase("content-security-policy: ")
                .containsIgnoringCase("cache-control: no-store")
                .containsIgnoringCase("connection: close");
        if (!request.startsWith(MINT)) {
            assertThat(answer).containsIgnoringCase("access-control-allow-origin: *");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/verifications/document",
        "/v1/verifications/document/events",
        "/v1/client-tokens",
        "/v0.1/document-verification",
        "/v0.2/document-verification/8a0f3c2e",
        "/openapi.yaml",
        "/kairos-gateway.js"
    })
    void whatIsNotAllowedSaysWhatIs(String path) {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            // When
            var answer = stand.caller()
                    .headers("app_id", "default", "app_key", GatewayProcess.API_KEY)
                    .request(method, path)
                    .then();

            // Then
            if (answer.extract().statusCode() == 405) {
                answer.header("Allow", containsString(", ")).header("Allow", not(containsString(method)));
            }
        }
    }

    /** Kairos has the upload whole, and it is paid for. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whoClosesItsDirectionAfterAWholeUploadIsAnswered(boolean chunks) throws IOException {
        // Given
        byte[] body = MultipartBodies.body()
                .file("document", "approve-delay=1s.jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), 300_000))
                .close();
        try (Socket socket = connected()) {
            send(
                    socket,
                    "POST /v1/verifications/document HTTP/1.1" + HOST + "Authorization: Bearer "
                            + GatewayProcess.API_KEY + "\r\nContent-Type: " + MultipartBodies.CONTENT_TYPE + "\r\n"
                            + (chunks ? CHUNKED + Integer.toHexString(body.length) + "\r\n" : length(body)));
            socket.getOutputStream().write(body);
            send(socket, chunks ? "\r\n0\r\n\r\n" : "");

            // When
            socket.shutdownOutput();

            // Then
            assertThat(answer(socket)).startsWith("HTTP/1.1 20").containsIgnoringCase("location: ");
        }
    }

    private static String length(byte[] body) {
        return "Content-Length: " + body.length + "\r\n\r\n";
    }
}
