package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the figures were measured with and on. */
final class Versions {

    private Versions() {}

    static String nginx() {
        return said("nginx", "-v").replaceFirst(".*nginx/", "nginx ");
    }

    static String node() {
        return "Node " + said("node", "--version") + ", http-proxy "
                + in("node/package.json", "\"http-proxy\": \"([^\"]+)\"");
    }

    static String redis() {
        return "Redis " + said("redis-server", "--version").replaceFirst(".*?v=(\\S+).*", "$1");
    }

    static String spring() {
        return "Spring Boot "
                + in("spring-cloud-gateway/pom.xml", "spring-boot-starter-parent</artifactId>\\s*<version>([^<]+)")
                + ", Spring Cloud " + in("spring-cloud-gateway/pom.xml", "<spring-cloud.version>([^<]+)");
    }

    static String fileUpload() {
        return "Quarkus " + in("file-upload/pom.xml", "<quarkus.version>([^<]+)");
    }

    static String commit() {
        return said("git", "rev-parse", "--short", "HEAD");
    }

    static String machine() {
        String model =
                first(Path.of("/proc/cpuinfo"), "model name\\s*:\\s*(.+)").orElse(System.getProperty("os.arch"));
        long gib = Math.round(Long.parseLong(
                        first(Path.of("/proc/meminfo"), "MemTotal:\\s*(\\d+)").orElse("0"))
                / 1048576.0);
        return Runtime.getRuntime().availableProcessors() + " cores (" + model + "), " + gib + " GiB, Linux "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }

    private static String in(String file, String pattern) {
        return first(Stage.ROOT.resolve("src/bench/contenders").resolve(file), pattern)
                .orElse("?");
    }

    private static Optional<String> first(Path file, String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static String said(String... command) {
        String program = Stage.program(command[0]).map(Path::toString).orElse(null);
        if (program == null) {
            return "?";
        }
        command[0] = program;
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Stage.ROOT.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "?";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
