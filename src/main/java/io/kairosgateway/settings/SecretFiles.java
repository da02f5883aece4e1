package io.kairosgateway.settings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files that hold secrets. What is read is by the name that the settings give; a file that cannot be read, or is too large to be
 * one, is missing from it. Names are followed anew each time, so a mount that swaps its links, as Kubernetes does, is seen.
 */
final class SecretFiles {

    static final long MAX_SIZE = 65536;

    private final List<SecretSource> sources;

    SecretFiles(GatewaySettings settings) {
        this.sources = SecretSource.all(settings).stream()
                .filter(source -> source.file().isPresent())
                .toList();
    }

    boolean none() {
        return sources.isEmpty();
    }

    /** Waits for the file system: for the start only. */
    Map<String, String> readNow() {
        Map<String, String> read = new HashMap<>();
        for (SecretSource source : sources) {
            String file = source.file().get();
            try {
                if (Files.size(Path.of(file)) <= MAX_SIZE) {
                    read.put(file, Files.readString(Path.of(file)));
                }
            } catch (IOException unreadable) {
                // The check of the settings names it.
            }
        }
        return Map.copyOf(read);
    }

    /** Never fails. */
    Future<Map<String, String>> read(Vertx vertx) {
        List<Future<Map.Entry<String, Optional<String>>>> files = new ArrayList<>();
        for (SecretSource source : sources) {
            String file = source.file().get();
            files.add(content(vertx, file).otherwise(Optional.empty()).map(content -> Map.entry(file, content)));
        }
        return Future.all(files)
                .map(all -> files.stream()
                        .map(Future::result)
                        .filter(read -> read.getValue().isPresent())
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, read -> read.getValue().get(), (one, same) -> one)));
    }

    private static Future<Optional<String>> content(Vertx vertx, String file) {
        return vertx.fileSystem()
                .props(file)
                .compose(found -> found.size() > MAX_SIZE
                        ? Future.succeededFuture(Optional.empty())
                        : vertx.fileSystem()
                                .readFile(file)
                                .map(Buffer::toString)
                                .map(Optional::of));
    }

    /** The settings whose files differ between two readings. */
    String changed(Map<String, String> before, Map<String, String> after) {
        return sources.stream()
                .filter(source -> !Objects.equals(
                        before.get(source.file().get()), after.get(source.file().get())))
                .map(SecretSource::fileName)
                .collect(Collectors.joining(","));
    }
}
