package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Redis server says of itself at a moment: {@code INFO everything}.
 *
 * @param length of this answer, which Redis counts as sent only afterwards
 * @param subscribers of the channel on which replicas hear of changes
 */
record RedisCounters(Map<String, String> fields, int subscribers, int length) {

    /** The channel on which replicas tell each other that something has changed. */
    static final String CHANGES = "{kairos-gateway}:changes";

    private static final String CALLS = "cmdstat_";

    static RedisCounters of(int port) {
        Map<String, String> fields = new HashMap<>();
        String number = "";
        String said = said(port, "INFO everything", "PUBSUB NUMSUB " + CHANGES);
        for (String line : said.split("\r\n")) {
            if (line.startsWith(":")) {
                number = line.substring(1);
            } else if (line.matches("[a-z0-9_|:-]+:.*")) {
                fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
            }
        }
        return new RedisCounters(fields, Integer.parseInt(number), said.length());
    }

    /** What it answers to these lines, as it is on the wire. */
    static String said(int port, String... lines) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String commands = String.join("\r\n", lines) + "\r\nQUIT\r\n";
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (answer.startsWith("-")) {
                throw new IllegalStateException(answer);
            }
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    double cpuSeconds() {
        return number("used_cpu_sys") + number("used_cpu_user");
    }

    double bytesIn() {
        return number("total_net_input_bytes");
    }

    double bytesOut() {
        return number("total_net_output_bytes");
    }

    /** Without the buffers of connections. */
    double bytesKept() {
        return number("used_memory") - number("mem_clients_normal");
    }

    /** How often each command was called, from outside or by a script; not those that the benchmark sends. */
    Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(CALLS) && !field.matches(CALLS + "(info|pubsub.*|quit|keys)")) {
                calls.put(field.substring(CALLS.length()), Long.parseLong(value.replaceAll("calls=(\\d+),.*", "$1")));
            }
        });
        return calls;
    }

    private double number(String field) {
        String value = fields.get(field);
        if (value == null) {
            throw new IllegalStateException("this Redis does not say " + field);
        }
        return Double.parseDouble(value);
    }
}
