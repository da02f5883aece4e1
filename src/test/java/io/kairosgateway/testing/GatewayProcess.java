package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged gateway as its own process, the way operators run it: the native executable when one was built, else the jar. It is set
 * by environment variables only.
 */
public final class GatewayProcess implements AutoCloseable {

    public static final String API_KEY = "test-key-of-the-default-tenant";
    static final String APP_KEY = "sandbox-app-key";
    static final String TOKEN_SECRET = "test-secret-of-at-least-thirty-two-bytes";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final Path directory;
    private final int port;
    private final int managementPort;

    private GatewayProcess(Process process, Path directory, int port, int managementPort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** What is started: the settings, and the options of the JVM when it is one. */
    public static final class Launch {

        private final Map<String, String> environment = new HashMap<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private String executable = System.getProperty("native.image.path", "");
        private final boolean sandbox;
        private boolean readOnly;

        private Launch(boolean sandbox) {
            this.sandbox = sandbox;
        }

        /** The jar, even where there is an executable. */
        public Launch onTheJvm() {
            executable = "";
            return this;
        }

        public Launch with(String variable, Object value) {
            environment.put(variable, String.valueOf(value));
            return this;
        }

        public Launch without(String variable) {
            environment.remove(variable);
            return this;
        }

        public Launch option(String option) {
            jvmOptions.add(option);
            return this;
        }

        /** In a mount namespace of its own, in which no folder can be written. */
        public Launch withoutAFolderToWrite() {
            readOnly = true;
            return this;
        }

        /** Starts it and waits until it is ready. */
        public GatewayProcess start() {
            GatewayProcess gateway = launch();
            Awaitility.await("readiness of the gateway")
                    .atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        assertThat(gateway.process.isAlive())
                                .as("it still runs; its log: " + gateway.log())
                                .isTrue();
                        return gateway.ready();
                    });
            return gateway;
        }

        /** Starts it and does not wait. */
        public GatewayProcess begin() {
            return launch();
        }

        /** Starts it with settings that it cannot start with, and waits for its end. */
        public String startInVain() {
            GatewayProcess gateway = launch();
            try {
                assertThat(gateway.process.waitFor(60, TimeUnit.SECONDS))
                        .as("the start ended")
                        .isTrue();
                assertThat(gateway.process.exitValue()).isNotZero();
                return gateway.log();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                gateway.close();
            }
        }

        private GatewayProcess launch() {
            try {
                Path directory = Files.createTempDirectory("gateway");
                int port = freePort();
                int managementPort = freePort();
                ProcessBuilder builder = new ProcessBuilder(readOnly ? ReadOnlyRoot.around(command()) : command())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(logOf(directory).toFile());
                builder.environment().keySet().removeIf(name -> name.matches("(KAIROS|GATEWAY|REDIS|QUARKUS|OTEL)_.*"));
                builder.environment().putAll(environment);
                builder.environment().putIfAbsent("QUARKUS_HTTP_PORT", String.valueOf(port));
                builder.environment().putIfAbsent("QUARKUS_MANAGEMENT_PORT", String.valueOf(managementPort));
                // Everything that the process could write to is its own, so that a test can see whether it wrote.
                builder.environment().put("TMPDIR", directory.toString());
                return new GatewayProcess(builder.start(), directory, port, managementPort);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            if (!executable.isBlank() && !sandbox) {
                command.add(executable);
                jvmOptions.stream()
                        .filter(option -> option.matches("-Xm.*|-XX:.ExitOn.*|-Djavax\\..*"))
                        .forEach(command::add);
                return command;
            }
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            if (!readOnly) {
                command.add("-Djava.io.tmpdir=.");
            }
            // A buffer of an upload that nobody has released is an ERROR in the log.
            command.add("-Dio.netty.leakDetection.samplingInterval=1");
            command.add("-jar");
            command.add(
                    sandbox
                            ? System.getProperty("sandbox.jar.path", "target/sandbox/quarkus-run.jar")
                            : System.getProperty("jar.path", "target/quarkus-app/quarkus-run.jar"));
            return command;
        }
    }

    /** A gateway with working settings in front of the given Kairos, keeping its state in memory, with quick polls. */
    public static Launch of(String kairosUrl) {
        return quick(new Launch(false))
                .with("KAIROS_URL", kairosUrl)
                .with("KAIROS_APP_ID", "sandbox-app-id")
                .with("KAIROS_APP_KEY", APP_KEY)
                .with("GATEWAY_API_KEYS", "another-key-of-the-default-tenant," + API_KEY)
                .with("GATEWAY_TOKEN_SECRET", TOKEN_SECRET);
    }

    /** The package of the sandbox, which needs no settings: with the page, its simulator on the given port, and quick polls. */
    public static Launch sandbox(int simulatorPort) {
        return quick(new Launch(true)).with("GATEWAY_SANDBOX_PORT", simulatorPort);
    }

    private static Launch quick(Launch launch) {
        return launch.with("GATEWAY_WATCH_FIRST_POLL", "200ms")
                .with("GATEWAY_WATCH_TICK", "20ms")
                // So that the only GETs are those for verifications.
                .with("GATEWAY_KAIROS_SELF_CHECK", "false")
                // No load balancer has to learn of the end.
                .with("GATEWAY_SHUTDOWN_DELAY", "0s")
                .with("GATEWAY_SHUTDOWN_TIMEOUT", "10s");
    }

    /** Below those that the system gives to outgoing connections, or one of them might have it before the process does. */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    private static Path logOf(Path directory) {
        return directory.resolve("gateway.log");
    }

    private boolean ready() {
        try {
            return get(managementUri("/q/health/ready")).statusCode() == 200;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    public static HttpResponse<String> get(URI uri) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    public URI managementUri(String path) {
        return URI.create("http://localhost:" + managementPort + path);
    }

    public int port() {
        return port;
    }

    /** The names of its threads, of which Linux keeps the first 15 characters. */
    public List<String> threads() {
        try (var tasks = Files.list(Path.of("/proc", String.valueOf(pid()), "task"))) {
            return tasks.map(task -> {
                        try {
                            return Files.readString(task.resolve("comm")).strip();
                        } catch (IOException ended) {
                            return "";
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public String log() {
        try {
            return Files.readString(logOf(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file below the working and temporary directory of the process, but its log. */
    public List<Path> filesWritten() {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(logOf(directory)))
                    // The JVM's own performance counters.
                    .filter(file -> !file.toString().contains("hsperfdata"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as an orchestrator does, with SIGTERM. */
    public void stop() {
        terminate();
        awaitEnd(process);
    }

    /** Tells it to end, and does not wait for it. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end that it was told to come to, and gives its exit code. */
    public int exitCode() {
        awaitEnd(process);
        return process.exitValue();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** Ends it as a crash does, with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(process);
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the gateway did not end within 30 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
        // Of every test, whatever it was about.
        new Canaries().assertNoneIn("the log of a gateway", log());
    }
}
