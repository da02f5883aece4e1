package io.kairosgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory of secrets as Kubernetes mounts it: every file is a link through {@code ..data}, itself a link to the directory of the
 * current version, and a change swaps that one link.
 */
public final class SecretMount {

    private final Path directory;
    private final Map<String, String> files = new TreeMap<>();
    private int version;

    private SecretMount(Path directory) {
        this.directory = directory;
    }

    public static SecretMount in(Path directory) {
        return new SecretMount(directory);
    }

    /** Seen after the next {@link #swap}. */
    public SecretMount with(String file, String content) {
        files.put(file, content);
        return this;
    }

    public SecretMount without(String file) {
        files.remove(file);
        return this;
    }

    public SecretMount swap() {
        try {
            Path next = Files.createDirectory(directory.resolve("..version-" + ++version));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(next.resolve(file.getKey()), file.getValue());
                if (!Files.isSymbolicLink(file(file.getKey()))) {
                    Files.createSymbolicLink(file(file.getKey()), Path.of("..data", file.getKey()));
                }
            }
            Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), next.getFileName());
            Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file(String name) {
        return directory.resolve(name);
    }
}
