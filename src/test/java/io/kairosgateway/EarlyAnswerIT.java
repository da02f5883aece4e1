package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real clients can read a refusal that comes in the middle of their upload, however they frame it. */
class EarlyAnswerIT {

    private static final int MIB = 1 << 20;
    private static final String PATH = "/v1/verifications/document";
    private static final String BEARER = "Bearer " + GatewayProcess.API_KEY;

    /** Prints the status and the body of the answer, or the failure. */
    private static final String FETCH = """
            const [, url, file, framing, type, bearer] = process.argv;
            const fs = require('node:fs');
            (async () => {
              const body = framing === 'chunks'
                ? require('node:stream').Readable.toWeb(fs.createReadStream(file))
                : await fs.openAsBlob(file);
              const headers = { 'Content-Type': type, Authorization: bearer };
              const answer = await fetch(url, { method: 'POST', headers, body, duplex: 'half' });
              console.log(answer.status + ' ' + await answer.text());
            })().catch(failure => console.log('failed: ' + failure + ' ' + failure.cause)).finally(() => process.exit());
            """;

    /** The same; this client reads nothing before it has sent everything. */
    private static final String HTTP_CLIENT = """
            import http.client, sys
            port, path, file, framing, type, bearer = sys.argv[1:]
            connection = http.client.HTTPConnection('localhost', int(port), timeout=50)
            headers = {'Content-Type': type, 'Authorization': bearer}
            with open(file, 'rb') as body:
                chunks = framing == 'chunks'
                if not chunks:
                    headers['Content-Length'] = str(len(body.read()))
                    body.seek(0)
                pieces = iter(lambda: body.read(65536), b'') if chunks else body
                connection.request('POST', path, pieces, headers, encode_chunked=chunks)
                answer = connection.getresponse()
                print(answer.status, answer.read().decode())
            """;

    @TempDir
    private static Path directory;

    private static Stand stand;

    @BeforeAll
    static void start() throws IOException {
        stand = Stand.start();
        Files.write(directory.resolve("huge"), bodyOf(100 * MIB, 0));
        Files.write(directory.resolve("flawed"), bodyOf(3 * MIB, 7 * MIB));
    }

    @AfterAll
    static void stop() {
        String log = stand.gateway().log();
        stand.close();
        assertThat(log).doesNotContain("has been blocked", "unexpected fault", "ERROR");
    }

    /** One file of the first size, and, when there is a second, an unknown part and another file after it. */
    private static byte[] bodyOf(int first, int second) {
        MultipartBodies body = MultipartBodies.body()
                .file("document", "a.jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), first));
        if (second > 0) {
            body.text("surprise", "x")
                    .file("document_back", "b.jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), second));
        }
        return body.close();
    }

    @ParameterizedTest
    @CsvSource({
        "curl, length, huge, 413, request_too_large",
        "curl, chunks, huge, 413, part_too_large",
        "java, length, huge, 413, request_too_large",
        "java, chunks, huge, 413, part_too_large",
        "node, length, huge, 413, request_too_large",
        "node, chunks, huge, 413, part_too_large",
        "curl, length, flawed, 422, unknown_part",
        "curl, chunks, flawed, 422, unknown_part",
        "java, length, flawed, 422, unknown_part",
        "java, chunks, flawed, 422, unknown_part",
        "node, length, flawed, 422, unknown_part",
        "node, chunks, flawed, 422, unknown_part",
        "python3, length, flawed, 422, unknown_part",
        "python3, chunks, flawed, 422, unknown_part"
    })
    void aRefusalInTheMiddleOfAnUploadIsRead(String client, String framing, String body, int status, String code)
            throws Exception {
        // Given
        assumeTrue(client.equals("java") || onThePath(client), client + " is not on the PATH");
        Path file = directory.resolve(body);
        int before = complete();

        // When
        String answer =
                switch (client) {
                    case "curl" -> curl(file, framing);
                    case "node" ->
                        run(List.of(
                                "node",
                                "-e",
                                FETCH,
                                uri(),
                                file.toString(),
                                framing,
                                MultipartBodies.CONTENT_TYPE,
                                BEARER));
                    case "python3" ->
                        run(List.of(
                                "python3",
                                "-c",
                                HTTP_CLIENT,
                                String.valueOf(stand.gateway().port()),
                                PATH,
                                file.toString(),
                                framing,
                                MultipartBodies.CONTENT_TYPE,
                                BEARER));
                    default -> java(file, framing);
                };

        // Then
        assertThat(answer).startsWith(status + " {").contains("\"code\":\"" + code + "\"");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(stand.uploads())
                        .noneSatisfy(upload -> assertThat(upload).containsEntry("ended", "OPEN")));
        assertThat(complete()).isEqualTo(before);
    }

    /** By the length of what is left of the body when it is refused. */
    @ParameterizedTest
    @CsvSource({"20000000, false", "40000000, true", "-1, true"})
    void aRefusalSaysThatTheConnectionClosesUnlessTheBodyIsReadToItsEnd(int length, boolean closes) {
        // Given: a client without a key, which nobody lets in.
        try (RawUpload upload =
                RawUpload.begin(stand.gateway().port(), "/v1/nothing", MultipartBodies.CONTENT_TYPE, length)) {
            String refused = upload.answer();
            assertThat(refused).startsWith("HTTP/1.1 404");
            assertThat(refused.toLowerCase(Locale.ROOT).contains("connection: close"))
                    .isEqualTo(closes);

            // When: it sends its body nevertheless.
            if (!closes) {
                upload.send(new byte[length]);

                // Then: the connection is there for the next request.
                assertThat(upload.next("GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .startsWith("HTTP/1.1 200");
            } else {
                upload.send(new byte[20_000_000]);
                assertThat(upload.next("")).isEmpty();
            }
        }
    }

    private static String uri() {
        return stand.gateway().uri(PATH).toString();
    }

    private static int complete() {
        return (int) stand.uploads().stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .count();
    }

    /** Without its Expect header: it sends at once, as clients do that know no such thing. */
    private static String curl(Path file, String framing) throws Exception {
        Path answer = Files.createTempFile(directory, "answer", "");
        List<String> command = new ArrayList<>(List.of(
                "curl", "-s", "-X", "POST", "-T", file.toString(), "-o", answer.toString(), "-w", "%{http_code} "));
        for (String header :
                List.of("Expect:", "Content-Type: " + MultipartBodies.CONTENT_TYPE, "Authorization: " + BEARER)) {
            command.addAll(List.of("-H", header));
        }
        if (framing.equals("chunks")) {
            command.addAll(List.of("-H", "Transfer-Encoding: chunked"));
        }
        command.add(uri());
        return run(command) + Files.readString(answer);
    }

    private static String java(Path file, String framing) throws Exception {
        HttpRequest.BodyPublisher body = framing.equals("length")
                ? HttpRequest.BodyPublishers.ofFile(file)
                : HttpRequest.BodyPublishers.ofInputStream(() -> {
                    try {
                        return Files.newInputStream(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(stand.gateway().uri(PATH))
                                .version(HttpClient.Version.HTTP_1_1)
                                .timeout(Duration.ofSeconds(60))
                                .header("Content-Type", MultipartBodies.CONTENT_TYPE)
                                .header("Authorization", BEARER)
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static boolean onThePath(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String run(List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "output", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
