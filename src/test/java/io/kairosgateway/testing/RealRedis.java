package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server on a port of its own, without persistence, that can be stopped, started again on its port, frozen and thawed. */
public final class RealRedis implements AutoCloseable {

    private final int port;
    private final Path directory;
    private final Path executable;
    private volatile Process process;

    private RealRedis(int port) {
        this.port = port;
        try {
            this.directory = Files.createTempDirectory("real-redis");
            this.executable = ExecutableProvider.newJarResourceProvider(directory.toFile())
                    .get()
                    .toPath();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        // A server must not outlive a test run that was cut short.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /** Starts one on a free port. */
    public static RealRedis started() {
        return startedOn(GatewayProcess.freePort());
    }

    public static RealRedis startedOn(int port) {
        RealRedis redis = new RealRedis(port);
        redis.start();
        return redis;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The names of all keys that match. */
    public List<String> keys(String pattern) {
        try (Socket socket = sent("KEYS", pattern)) {
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            int count = Integer.parseInt(answer.readLine().substring(1));
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answer.readLine();
                keys.add(answer.readLine());
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has it do something, as its administrator; the first line of what it answers, which must not be an error. */
    public String command(String... words) {
        try (Socket socket = sent(words)) {
            String answer = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(answer).as(String.join(" ", words)).doesNotStartWith("-");
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection on which a command has been sent that may never be answered. */
    public Socket sent(String... words) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append("$")
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    public long pid() {
        return process.pid();
    }

    /** Starts it on its port, empty; returns when it takes connections. */
    public void start() {
        try {
            process = new ProcessBuilder(
                            executable.toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        }
        Awaitility.await("redis-server on port " + port)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::takesConnections);
    }

    /** Ends it at once, as a crash would; what it held is gone. */
    public void stop() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** It keeps its connections but answers nothing. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            assertThat(kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0)
                    .as("kill -%s", name)
                    .isTrue();
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException notYet) {
            assertThat(process.isAlive()).as("redis-server is running").isTrue();
            return false;
        }
    }
}
