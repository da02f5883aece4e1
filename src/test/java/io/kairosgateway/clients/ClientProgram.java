package io.kairosgateway.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program in {@code src/test/clients} that uses one library as its documentation shows it.
 *
 * @param name of the library, as its users know it
 * @param command what runs it, at the top of the repository
 * @param needs a file that has to be there: what {@code src/test/clients/install.sh} brings
 * @param expected what comes of the steps in which it differs from the others, and why it may
 */
record ClientProgram(String name, String command, Path needs, Map<String, String> expected) {

    /** Every upload is taken; a refusal can be read, whatever the size; the connection is as good as before. */
    private static final Map<String, String> ORDINARY = Map.of(
            "submit", "202 processing",
            "stream", "202 processing",
            "refused", "422 unsupported_image",
            "again", "202 processing",
            "refused-big", "422 unsupported_image",
            "again-big", "202 processing",
            "watch", "200 approved");

    private static final Map<String, String> STREAM = Map.of("events", "status,decision");

    static List<ClientProgram> uploads() {
        return Stream.of(
                        java("OkHttp 5", "java", "okhttp"),
                        java("OkHttp 4", "java4", "okhttp"),
                        java("Retrofit", "java", "retrofit"),
                        java("Apache HttpClient 5", "java", "apache5"),
                        java("Apache HttpClient 4", "java", "apache4"),
                        java("Spring RestClient", "java", "restclient"),
                        java("Spring WebClient", "java", "webclient"),
                        java("Jersey", "java", "jersey"),
                        java("Unirest", "java", "unirest"),
                        java("Vert.x WebClient", "java", "vertx"),
                        java("java.net.http", "java", "java.net.http"),
                        node("fetch", "Node's fetch"),
                        node("axios", "axios"),
                        node("got", "got"),
                        node("undici", "undici"),
                        node("node-fetch", "node-fetch"),
                        node("superagent", "superagent"),
                        node("ky", "ky"),
                        node("request", "request"),
                        python("requests"),
                        python("httpx"),
                        python("aiohttp"),
                        python("urllib3"),
                        program("curl", "bash src/test/clients/shell/curl.sh", "/usr/bin/curl"),
                        program("Go net/http", "target/clients/go/clients", "target/clients/go/clients"),
                        program("Ruby Net::HTTP", "ruby src/test/clients/ruby/clients.rb", "/usr/bin/ruby"),
                        program("PHP curl", "php src/test/clients/php/clients.php curl", "/usr/bin/php"),
                        program(
                                "PHP Guzzle",
                                "php src/test/clients/php/clients.php guzzle",
                                "/usr/share/php/GuzzleHttp/autoload.php"),
                        program("Perl LWP", "perl src/test/clients/perl/clients.pl", "/usr/share/perl5/LWP.pm"))
                .map(program -> program.expecting(ORDINARY))
                // It sends its next request behind a body that it has stopped sending: what comes of that is its own
                // fault.
                .map(program -> program.name().equals("aiohttp")
                        ? program.without("again").without("again-big")
                        : program)
                .toList();
    }

    static List<ClientProgram> eventStreams() {
        return Stream.of(
                        node("eventsource", "eventsource"),
                        node("fetch-event-source", "fetch-event-source"),
                        java("okhttp-sse", "java", "okhttp-sse"),
                        java("okhttp-eventsource", "java4", "okhttp-eventsource"))
                .map(program -> program.expecting(STREAM))
                .toList();
    }

    private static ClientProgram java(String name, String folder, String library) {
        String output = "target/clients/" + folder;
        return program(
                name,
                "java -cp " + output + "/classes:$(cat " + output + "/classpath) clients.Clients " + library,
                output + "/classpath");
    }

    private static ClientProgram node(String library, String name) {
        return program(name, "node target/clients/node/clients.mjs " + library, "target/clients/node/node_modules");
    }

    private static ClientProgram python(String library) {
        return program(
                library,
                "/usr/bin/python3 src/test/clients/python/clients.py " + library,
                "/usr/lib/python3/dist-packages/" + library);
    }

    private static ClientProgram program(String name, String command, String needs) {
        return new ClientProgram(name, command, Path.of(needs), Map.of());
    }

    private ClientProgram without(String step) {
        Map<String, String> others = new HashMap<>(expected);
        others.remove(step);
        return expecting(others);
    }

    private ClientProgram expecting(Map<String, String> steps) {
        return new ClientProgram(name, command, needs, steps);
    }

    boolean installed() {
        return Files.exists(needs);
    }

    @Override
    public String toString() {
        return name;
    }
}
