package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A mount namespace in which every file system is read-only, as in a container with {@code readOnlyRootFilesystem} and no volume. */
public final class ReadOnlyRoot {

    /** Makes all that is mounted read-only, and refuses to go on while there is a folder left that could be written. */
    private static final String SCRIPT = """
            while read -r _ _ _ _ mounted _; do
              mount -o remount,bind,ro "$mounted" 2>/dev/null
            done </proc/self/mountinfo
            for folder in / /tmp /var/tmp /dev/shm /run "$PWD" "$HOME" "$TMPDIR"; do
              if (: >"$folder/written") 2>/dev/null; then
                echo "$folder can still be written" >&2
                exit 99
              fi
            done
            exec "$@"
            """;

    private static final List<String> NAMESPACE = List.of("unshare", "--mount", "--propagation", "private");

    private ReadOnlyRoot() {}

    /** The command in such a namespace, as the same process. */
    static List<String> around(List<String> command) {
        List<String> wrapped = new ArrayList<>(NAMESPACE);
        wrapped.addAll(List.of("sh", "-c", SCRIPT, "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Skips the tests where there can be none, but for those who said that there has to be one. */
    public static void assumePossible() {
        boolean possible = runs(around(List.of("true")));
        if ("required".equals(System.getenv("NAMESPACE_TESTS"))) {
            assertThat(possible).as("mount namespaces are allowed").isTrue();
        }
        if (!possible) {
            System.err.println("Tests on a read-only root are skipped: mount namespaces are not allowed here.");
        }
        Assumptions.assumeTrue(possible, "skipped: mount namespaces are not allowed here");
    }

    private static boolean runs(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noUnshare) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
