package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A process of the benchmark. */
record Running(String name, Process process, int port) implements AutoCloseable {

    private static final int START_SECONDS = 120;
    private static final int END_SECONDS = 20;

    /** Starts it in a directory of its own, and returns when it takes connections. Its words are in {@code output.log} there. */
    static Running start(String name, Path directory, Map<String, String> environment, int port, List<String> command) {
        try {
            Files.createDirectories(directory);
            Path log = directory.resolve("output.log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(variable -> variable.matches("(KAIROS|GATEWAY|REDIS|QUARKUS)_.*"));
            builder.environment().putAll(environment);
            Running running = new Running(name, builder.start(), port);
            try {
                running.awaitConnections(log);
            } catch (RuntimeException | IOException failed) {
                running.close();
                throw failed;
            }
            return running;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends it afterwards, however the work ends. */
    static void using(Running running, Consumer<Running> work) {
        try (running) {
            work.accept(running);
        }
    }

    ProcessTree tree() {
        return new ProcessTree(process.toHandle());
    }

    private void awaitConnections(Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!takesConnections()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " did not start: " + Files.readString(log));
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        } finally {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
