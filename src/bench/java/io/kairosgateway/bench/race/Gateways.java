package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The gateway of this checkout, as jar and, where one is built, as executable, with Redis and the options of its images. */
final class Gateways {

    static final String JAR = "kairos-gateway, jar";
    static final String NATIVE = "kairos-gateway, native";
    static final Set<String> BOTH = Set.of(JAR, NATIVE);
    static final String KEY = "key-of-the-benchmark";
    static final String AUTHORIZATION = "Authorization: Bearer " + KEY + "\r\n";

    private static final Pattern OPTION = Pattern.compile("\"(-XX?[^\"]*|-Xm[^\"]*)\"");

    private final String redisUrl;

    Gateways(String redisUrl) {
        this.redisUrl = redisUrl;
    }

    List<Contender> all(Map<String, String> settings, String... options) {
        List<Contender> all = new ArrayList<>(List.of(jar(settings, options)));
        executable().ifPresent(file -> {
            List<String> delivered = delivered("Dockerfile.native");
            all.add(contender(NATIVE, delivered, settings, options, command -> command.add(file.toString())));
        });
        return all;
    }

    Contender jar(Map<String, String> settings, String... options) {
        return contender(JAR, delivered("Dockerfile.jvm"), settings, options, command -> command.add(Stage.java()));
    }

    private interface Program {
        boolean addTo(List<String> command);
    }

    /** Of two options that say the same, the last wins. */
    private Contender contender(
            String name, List<String> delivered, Map<String, String> settings, String[] options, Program program) {
        List<String> all = Stream.concat(delivered.stream(), Stream.of(options)).toList();
        String about = String.join(" ", all) + " as delivered, Redis, MALLOC_ARENA_MAX=2"
                + (settings.isEmpty()
                        ? ""
                        : ", "
                                + String.join(
                                        " ",
                                        settings.entrySet().stream()
                                                .map(Object::toString)
                                                .sorted()
                                                .toList()));
        return new Contender(name, about, (upstream, instance) -> {
            int port = Ports.free();
            List<String> command = new ArrayList<>();
            program.addTo(command);
            command.addAll(all);
            if (name.equals(JAR)) {
                command.addAll(List.of("-jar", jarFile().toString()));
            }
            return Running.start(name, Stage.work(instance), environment(port, upstream, settings), port, command);
        });
    }

    private Map<String, String> environment(int port, int upstream, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_HTTP_PORT", String.valueOf(port),
                "QUARKUS_MANAGEMENT_PORT", String.valueOf(Ports.free()),
                "KAIROS_URL", "http://127.0.0.1:" + upstream + "/v0.1",
                "KAIROS_APP_ID", "bench",
                "KAIROS_APP_KEY", "bench",
                "GATEWAY_API_KEYS", KEY,
                "GATEWAY_KAIROS_SELF_CHECK", "false",
                "GATEWAY_SHUTDOWN_DELAY", "0s",
                "GATEWAY_SHUTDOWN_TIMEOUT", "5s",
                "MALLOC_ARENA_MAX", "2"));
        environment.put("REDIS_URL", redisUrl);
        environment.put("GATEWAY_ENCRYPTION_KEYS", "bench:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("GATEWAY_TOKEN_SECRET", "a-secret-for-benchmarks-of-32-bytes-or-more");
        environment.putAll(settings);
        return environment;
    }

    private static Path jarFile() {
        return Path.of(System.getProperty("jar.path")).toAbsolutePath();
    }

    private static Optional<Path> executable() {
        try (Stream<Path> files = Files.list(Stage.ROOT.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith("-runner"))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The options of the image's command: what is measured is what is delivered. */
    private static List<String> delivered(String dockerfile) {
        try {
            return Files.readString(Stage.ROOT.resolve("src/main/docker").resolve(dockerfile))
                    .lines()
                    .filter(line -> line.startsWith("CMD"))
                    .flatMap(line -> OPTION.matcher(line).results())
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
