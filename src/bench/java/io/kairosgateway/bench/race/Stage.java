package io.kairosgateway.bench.race;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What all contenders stand on: this checkout, a directory to work in, a sink and a Redis. */
final class Stage implements AutoCloseable {

    static final Path ROOT = Path.of("").toAbsolutePath();
    static final Path TARGET = ROOT.resolve("target/bench");
    private static final Path WORK = TARGET.resolve("work");

    private final Running sink;
    private final Running redis;
    private final int slowPort;

    Stage(int slowRate) {
        int port = Ports.free();
        slowPort = Ports.free();
        sink = Running.start(
                "sink",
                work("sink"),
                Map.of(),
                port,
                List.of(
                        java(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sink.class.getName(),
                        String.valueOf(port),
                        String.valueOf(slowPort),
                        String.valueOf(slowRate)));
        try {
            redis = redis("redis");
        } catch (RuntimeException failed) {
            sink.close();
            throw failed;
        }
    }

    /** A server that is the caller's to close, as the stage's own is. */
    static Running redis(String instance) {
        int port = Ports.free();
        return Running.start(
                "redis-server",
                work(instance),
                Map.of(),
                port,
                List.of(
                        "redis-server",
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
    }

    SinkControl sink() {
        return new SinkControl(sink.port());
    }

    /** Reads what is uploaded at the plan's rate. */
    int slowPort() {
        return slowPort;
    }

    String redisUrl() {
        return redisUrl(redis);
    }

    static String redisUrl(Running server) {
        return "redis://127.0.0.1:" + server.port();
    }

    static Path work(String name) {
        return WORK.resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where the program lies, if it is installed. */
    static Optional<Path> program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        redis.close();
        sink.close();
    }
}
