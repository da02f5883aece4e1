package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The others. What is not installed is left out. */
final class Proxies {

    static final String NGINX = "nginx";
    private static final String NCHAN = "nginx nchan";
    static final String SPRING = "Spring Cloud Gateway";
    static final String NODE = "Node http-proxy";
    static final String FILE_UPLOAD = "Quarkus FileUpload";

    private static final Path SOURCES = Stage.ROOT.resolve("src/bench/contenders");
    private static final String[] HEAP = {"-Xmx512m"};

    private Proxies() {}

    static List<Contender> uploads() {
        List<Contender> all = new ArrayList<>();
        Stage.program("nginx")
                .ifPresent(nginx -> all.add(new Contender(
                        NGINX,
                        Versions.nginx() + ", 2 workers, proxy_request_buffering off, connections to the sink kept",
                        (upstream, instance) -> nginx(NGINX, nginx, "proxy.conf", upstream, instance))));
        jar("spring-cloud-gateway/gateway.jar")
                .ifPresent(
                        jar -> all.add(java(SPRING, Versions.spring() + ", one route, pool of 1000, -Xmx512m", jar)));
        if (Files.isDirectory(Stage.TARGET.resolve("node/node_modules"))) {
            Stage.program("node")
                    .ifPresent(node ->
                            all.add(node(NODE, node, "proxy.js", Versions.node() + ", 2 workers, kept connections")));
        }
        jar("file-upload/quarkus-app/quarkus-run.jar")
                .ifPresent(jar -> all.add(java(
                        FILE_UPLOAD,
                        Versions.fileUpload() + ", the file sent on with the REST client, pool of 1000, -Xmx512m",
                        jar)));
        return all;
    }

    static List<Contender> streams() {
        List<Contender> all = new ArrayList<>();
        if (nchan().isPresent()) {
            Stage.program("nginx")
                    .ifPresent(nginx -> all.add(new Contender(
                            NCHAN,
                            Versions.nginx() + " and Debian's nchan, 2 workers, 128 MiB shared",
                            (upstream, instance) -> nginx(NCHAN, nginx, "events.conf", upstream, instance))));
        }
        Stage.program("node")
                .ifPresent(node ->
                        all.add(node("Node server", node, "events.js", Versions.node() + ", http of Node alone")));
        return all;
    }

    private static Optional<Path> nchan() {
        return Stream.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
                .map(directory -> Path.of(directory, "ngx_nchan_module.so"))
                .filter(Files::exists)
                .findFirst();
    }

    private static Optional<Path> jar(String path) {
        return Optional.of(Stage.TARGET.resolve(path)).filter(Files::exists);
    }

    private static Contender java(String name, String about, Path jar) {
        return new Contender(name, about, (upstream, instance) -> {
            int port = Ports.free();
            List<String> command = new ArrayList<>(List.of(Stage.java()));
            command.addAll(List.of(HEAP));
            command.addAll(List.of("-jar", jar.toString()));
            return Running.start(name, Stage.work(instance), environment(port, upstream, ""), port, command);
        });
    }

    private static Contender node(String name, Path node, String script, String about) {
        return new Contender(name, about, (upstream, instance) -> {
            int port = Ports.free();
            List<String> command = List.of(
                    node.toString(),
                    Stage.TARGET.resolve("node").resolve(script).toString());
            // It replaces the path by the target's.
            Map<String, String> environment = environment(port, upstream, "/v0.1/liveness-verification");
            return Running.start(name, Stage.work(instance), environment, port, command);
        });
    }

    private static Map<String, String> environment(int port, int upstream, String path) {
        return Map.of("PORT", String.valueOf(port), "UPSTREAM", "http://127.0.0.1:" + upstream + path);
    }

    private static Running nginx(String name, Path nginx, String file, int upstream, String instance) {
        try {
            int port = Ports.free();
            Path directory = Files.createDirectories(Stage.work(instance));
            String configuration = Files.readString(SOURCES.resolve("nginx").resolve(file))
                    .replace("@PORT@", String.valueOf(port))
                    .replace("@UPSTREAM_PORT@", String.valueOf(upstream))
                    .replace(
                            "@MODULES@",
                            nchan().map(module -> module.getParent().toString()).orElse(""));
            Files.writeString(directory.resolve("nginx.conf"), configuration);
            return Running.start(
                    name,
                    directory,
                    Map.of(),
                    port,
                    List.of(nginx.toString(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "error.log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
