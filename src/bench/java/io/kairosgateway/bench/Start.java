package io.kairosgateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Start to first answer, idle memory and size of several builds, one after the other in each round, so that what else the machine does
 * meets all of them. A program of one file, so that nothing has to be built for it; {@code start.sh} makes its arguments: the number of
 * rounds, and for each build {@code --}, its name, the file or directory that is deployed, and the command.
 */
final class Start {

    private static final byte[] REQUEST =
            "GET /v1/verifications/none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int LIMIT_SECONDS = 60;
    private static final int SETTLE_SECONDS = 5;
    private static final int GOALS_MISSED = 3;
    private static final double GOAL_MILLIS = 100;
    private static final double GOAL_MIB = 60;

    private record Build(String name, Path deployed, List<String> command, List<Double> millis, List<Double> mib) {

        Build(List<String> words) {
            this(
                    words.get(0),
                    Path.of(words.get(1)),
                    words.subList(2, words.size()),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        String row() throws IOException {
            return String.format(
                    "| %s | %.0f ms | %.0f MiB | %.0f MiB |", name, median(millis), median(mib), size() / 1048576.0);
        }

        private long size() throws IOException {
            try (Stream<Path> files = Files.walk(deployed)) {
                long sum = 0;
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sum += Files.size(file);
                }
                return sum;
            }
        }
    }

    private Start() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(words[0]);
        Map<String, Build> builds = builds(words);
        for (int round = 0; round < rounds; round++) {
            for (Build build : builds.values()) {
                measure(build);
            }
        }
        System.out.println("| | start to first answer | idle RSS, -Xmx64m | size |\n|---|---|---|---|");
        for (Build build : builds.values()) {
            System.out.println(build.row());
        }
        System.out.println("(medians of " + rounds + ")");
        Build executable = builds.get("native");
        if (executable != null) {
            boolean met = median(executable.millis()) <= GOAL_MILLIS && median(executable.mib()) <= GOAL_MIB;
            System.out.println((met ? "met" : "NOT MET") + ": the executable within 100 ms and 60 MiB");
            System.exit(met ? 0 : GOALS_MISSED);
        }
    }

    private static Map<String, Build> builds(String[] words) {
        Map<String, Build> builds = new LinkedHashMap<>();
        List<String> rest = Arrays.asList(words).subList(2, words.length);
        while (!rest.isEmpty()) {
            int end = rest.contains("--") ? rest.indexOf("--") : rest.size();
            Build build = new Build(rest.subList(0, end));
            builds.put(build.name(), build);
            rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
        }
        return builds;
    }

    private static void measure(Build build) throws IOException, InterruptedException {
        int port = freePort();
        Path log = Files.createTempFile("start", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(build.command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(KAIROS|GATEWAY|REDIS|QUARKUS)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_PORT", String.valueOf(port),
                        "QUARKUS_MANAGEMENT_PORT", String.valueOf(freePort()),
                        // Nobody listens there: nothing leaves this machine.
                        "KAIROS_URL", "http://localhost:1/v0.1",
                        "KAIROS_APP_ID", "bench",
                        "KAIROS_APP_KEY", "bench",
                        "GATEWAY_API_KEYS", "key-of-the-benchmark",
                        "GATEWAY_SHUTDOWN_DELAY", "0s",
                        "MALLOC_ARENA_MAX", "2"));
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            awaitAnswer(process, port, start, log);
            build.millis().add((System.nanoTime() - start) / 1e6);
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            build.mib().add(residentKib(process.pid()) / 1024.0);
        } finally {
            process.destroy();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.delete(log);
        }
    }

    private static void awaitAnswer(Process process, int port, long start, Path log)
            throws IOException, InterruptedException {
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IllegalStateException("no answer; its log: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.getOutputStream().write(REQUEST);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 401");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
