package io.kairosgateway.clients;

import io.kairosgateway.testing.GatewayProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A {@link Front} under way before one gateway. */
record FrontProcess(Process process, int port) implements AutoCloseable {

    static FrontProcess start(Front front, int gatewayPort, Path files) throws IOException {
        int port = GatewayProcess.freePort();
        Path folder = Files.createTempDirectory(files, front.name());
        Path settings = folder.resolve("settings");
        Files.writeString(
                settings,
                Files.readString(front.settings())
                        .replace("@PORT@", String.valueOf(port))
                        .replace("@GATEWAY@", String.valueOf(gatewayPort))
                        .replace("@FOLDER@", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", front.command(settings))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        // Caddy keeps its state below it.
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        Process process = builder.start();
        Awaitility.await(front.label() + " listens")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    new Socket("localhost", port).close();
                    return true;
                });
        return new FrontProcess(process, port);
    }

    String url() {
        return "http://localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
