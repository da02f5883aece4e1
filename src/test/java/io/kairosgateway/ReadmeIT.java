package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.Certificate;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Sample;
import io.kairosgateway.testing.Shell;
import io.kairosgateway.testing.Stand;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Every block of code in the README: run as printed, held against what the gateway answers, or found where another test or CI runs it. */
class ReadmeIT {

    private static final Path README = Path.of("README.md");
    private static final String KEY = "a-key-of-an-operator";

    @TempDir
    private static Path directory;

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        stand.close();
    }

    @TestFactory
    Stream<DynamicTest> everySampleWorks() throws IOException {
        List<Sample> samples = Sample.in(README);
        assertThat(samples).hasSizeGreaterThan(15);
        return samples.stream().map(sample -> DynamicTest.dynamicTest(sample.firstLine(), check(sample)));
    }

    private static Executable check(Sample sample) {
        return switch (sample.language()) {
            case "sh" -> shell(sample.text());
            case "json" -> () -> shows(new JsonObject(sample.text()));
            case "java", "python" -> () -> isAFileThatIsRun(sample.text());
            case "js" ->
                sample.text().startsWith("import { Gateway }")
                        // By the real browser, in ClientIT, which finds it by this beginning.
                        ? () -> assertThat(sample.text()).contains("https://gateway.example/kairos-gateway.js")
                        : () -> isAFileThatIsRun(sample.text());
            case "" -> () -> isTheStream(sample.text());
            default -> () -> fail("nothing runs a sample in " + sample.language());
        };
    }

    private static Executable shell(String text) {
        if (text.contains("quarkus-run.jar") && text.contains("AOTCache")) {
            return () -> isWhatTheBenchmarkDoes(text);
        }
        if (text.startsWith("./mvnw")) {
            return () -> isRunInCi(text);
        }
        if (text.startsWith("export KAIROS_APP_ID")) {
            return () -> startsTheGateway(text);
        }
        if (text.startsWith("export QUARKUS_HTTP_SSL")) {
            return () -> startsTheGatewayWithTls(text);
        }
        return text.contains("curl") ? () -> worksAsPrinted(text) : () -> fail("nothing runs this sample");
    }

    private static void worksAsPrinted(String text) throws IOException {
        // Given
        Shell.needs("curl");

        // When: only the address and the key of the development mode are others here.
        Shell.Run run = Shell.run(
                text.replace("http://localhost:8080", stand.gateway().uri("").toString())
                        .replace("demo-key", GatewayProcess.API_KEY));

        // Then
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output().replace("\"code\":\"gone\"", "the forgotten one"))
                .doesNotContainPattern("\"code\":\"[a-z]");
        assertThat(run.output()).containsAnyOf("\"status\":\"approved\"", "\"status\":\"rejected\"", "api_req_uid");
    }

    /** Each command is one that CI runs, or reads a file that other tests render and run. */
    private static void isRunInCi(String text) throws IOException {
        String ci = Files.readString(Path.of(".ci/run"));
        for (String line : text.lines().toList()) {
            String command = line.replaceFirst("\\s{2,}#.*", "");
            if (command.startsWith("./mvnw")) {
                // verify is package and more.
                String goal = command.substring("./mvnw ".length()).replace("package", "verify");
                assertThat(ci).containsPattern("(?m)^ *\\./mvnw -B -ntp " + Pattern.quote(goal) + "( |$)");
            } else {
                assertThat(command).matches("(docker build -f|kubectl apply -k) .*");
                assertThat(Path.of(command.split(" ")[3])).exists();
            }
        }
    }

    private static void isWhatTheBenchmarkDoes(String text) throws IOException {
        String benchmark =
                Files.readString(Path.of("src/bench/aot.sh")) + Files.readString(Path.of("src/bench/start.sh"));
        assertThat(text.lines().filter(line -> line.startsWith("java ")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(Pattern.compile("-XX:AOTCache\\w*=")
                                .matcher(line)
                                .results()
                                .map(option -> option.group()))
                        .isNotEmpty()
                        .allSatisfy(option -> assertThat(benchmark).contains(option)));
        assertThat(text).contains("-XX:+UseSerialGC");
        assertThat(benchmark).contains("-XX:+UseSerialGC");
    }

    private static void isAFileThatIsRun(String text) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/samples"))) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(java|py|mjs)")))
                    .extracting(Files::readString)
                    .contains(text);
        }
    }

    private static void shows(JsonObject sample) {
        if (sample.containsKey("type")) {
            // When
            JsonObject problem = new JsonObject(stand.caller()
                    .multiPart("document_back", "back.jpg", Pictures.jpeg(600, 800), "image/jpeg")
                    .post("/v1/verifications/document")
                    .asString());
            // Then
            assertThat(problem.fieldNames()).containsExactlyElementsOf(sample.fieldNames());
            problem.remove("request_id");
            sample.remove("request_id");
            assertThat(problem).isEqualTo(sample);
            return;
        }
        // When
        JsonObject verification =
                new JsonObject(stand.upload(stand.caller().header("Prefer", "wait=20"), "full-id", "DOCUMENT_EXPIRED")
                        .post("/v1/verifications/full-id")
                        .asString());
        // Then
        assertThat(verification.fieldNames()).containsExactlyElementsOf(sample.fieldNames());
        for (String name : List.of("kind", "status", "next_action")) {
            assertThat(verification.getString(name)).isEqualTo(sample.getString(name));
        }
        for (String name : List.of("scores", "links")) {
            assertThat(verification.getJsonObject(name).fieldNames())
                    .containsExactlyElementsOf(sample.getJsonObject(name).fieldNames());
        }
        JsonObject reason = verification.getJsonArray("reasons").getJsonObject(0);
        JsonObject shown = sample.getJsonArray("reasons").getJsonObject(0);
        assertThat(reason.fieldNames()).containsExactlyElementsOf(shown.fieldNames());
        assertThat(reason.getString("code")).isEqualTo(shown.getString("code"));
        assertThat(Stream.of("submitted_at", "decided_at").map(verification::getInstant))
                .doesNotContainNull();
    }

    /** What was left out of a line, and what differs each time, may be anything. */
    private static void isTheStream(String text) {
        // Given: a decision that comes after the stream has begun.
        String id = stand.upload(stand.caller(), "document", "DOCUMENT_EXPIRED-delay=5s")
                .post("/v1/verifications/document")
                .path("id");

        // When
        String heard = stand.caller().get("/v1/verifications/" + id + "/events").asString();

        // Then
        String form = Stream.of(told(text).split("…|(?<=id:rejected-)[0-9a-f]+", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^\n]*"));
        assertThat(told(heard)).matches(form);
    }

    /** The lines that say something: empty ones end events, and a colon begins a comment. */
    private static String told(String stream) {
        return stream.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith(":"))
                .collect(Collectors.joining("\n"));
    }

    private static void startsTheGateway(String text) throws Exception {
        try (RealRedis redis = RealRedis.started()) {
            int port = GatewayProcess.freePort();
            started(
                    filledIn(text, redis),
                    port,
                    () -> assertThat(decidedAt(port)).isEqualTo("approved"));
        }
    }

    private static String decidedAt(int port) {
        return stand.upload(
                        given().baseUri("http://localhost:" + port)
                                .header("Authorization", "Bearer " + KEY)
                                .header("Prefer", "wait=20"),
                        "liveness",
                        "approve")
                .post("/v1/verifications/liveness")
                .path("status");
    }

    private static void startsTheGatewayWithTls(String text) throws Exception {
        // Given
        String start = Sample.in(README).stream()
                .map(Sample::text)
                .filter(other -> other.startsWith("export KAIROS_APP_ID"))
                .findFirst()
                .orElseThrow();
        Certificate certificate = Certificate.in(directory);
        int tlsPort = GatewayProcess.freePort();
        String settings = text.replace(
                        "/tls/tls.crt", certificate.certificatePem().toString())
                .replace("/tls/tls.key", certificate.keyPem().toString())
                .replace("8443", String.valueOf(tlsPort));
        assertThat(settings)
                .contains(String.valueOf(tlsPort), certificate.keyPem().toString());
        int port = GatewayProcess.freePort();
        try (RealRedis redis = RealRedis.started()) {
            // When
            started(settings + filledIn(start, redis), port, () -> {
                // Then: the operators' port, where readiness is asked for, is there first.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> {
                            new Socket("localhost", tlsPort).close();
                            return true;
                        });
                HttpResponse<String> answer = HttpClient.newBuilder()
                        .sslContext(certificate.trusting())
                        .build()
                        .send(
                                HttpRequest.newBuilder(URI.create("https://localhost:" + tlsPort + "/nowhere"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                        .isPresent();
                assertThatThrownBy(() -> new Socket("localhost", port).close()).isInstanceOf(ConnectException.class);
            });
        }
    }

    /** The block with what stands for secrets and addresses replaced by some, and the jar where there is no executable. */
    private static String filledIn(String text, RealRedis redis) throws IOException {
        Shell.needs("openssl");
        String filled = text.replace("KAIROS_APP_ID=…", "KAIROS_APP_ID=sandbox-app-id")
                .replace("KAIROS_APP_KEY=…", "KAIROS_APP_KEY=sandbox-app-key")
                // As the comment beside it says.
                .replace("sha256:…", "sha256:$(printf %s \"$KEY\" | sha256sum | cut -d' ' -f1)")
                .replace("rediss://…", redis.url());
        assertThat(filled).doesNotContain("…").contains("printf %s \"$KEY\" | sha256sum");
        if (System.getProperty("native.image.path", "").isBlank()) {
            return filled.replaceFirst("(?m)^target/kairos-gateway.*# or: (java .*)$", "exec $1")
                    .replace("exec java", "exec " + Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        return filled.replaceFirst("(?m)^target/kairos-gateway", "exec target/kairos-gateway");
    }

    private static void started(String script, int port, Executable check) throws Exception {
        assertThat(script).contains("\nexec ");
        int management = GatewayProcess.freePort();
        Path log = Files.createTempFile(directory, "gateway", ".log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euc", script)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(KAIROS|GATEWAY|REDIS|QUARKUS)_.*"));
        builder.environment()
                .putAll(Map.of(
                        // Where it makes its secrets, once for all blocks.
                        "HOME", directory.toString(),
                        "KEY", KEY,
                        "KAIROS_URL", stand.kairosUrl(),
                        "QUARKUS_HTTP_PORT", String.valueOf(port),
                        "QUARKUS_MANAGEMENT_PORT", String.valueOf(management),
                        "GATEWAY_SHUTDOWN_DELAY", "0s"));
        Process gateway = builder.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .ignoreExceptionsMatching(IllegalStateException.class::isInstance)
                    .until(() -> {
                        assertThat(gateway.isAlive()).as(Files.readString(log)).isTrue();
                        return GatewayProcess.get(URI.create("http://localhost:" + management + "/q/health/ready"))
                                        .statusCode()
                                == 200;
                    });
            check.execute();
        } catch (Throwable failed) {
            throw new AssertionError(Files.readString(log), failed);
        } finally {
            gateway.destroy();
            if (!gateway.waitFor(60, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        }
    }
}
