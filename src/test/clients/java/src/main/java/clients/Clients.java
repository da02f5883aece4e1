package clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Runs one HTTP library as its documentation shows it: {@code Clients NAME}. Prints a line for each step: its name, a tab, what came of it. */
public final class Clients {

    static final String URL = System.getenv("GATEWAY_URL") + "/v1/verifications/";
    static final String AUTHORIZATION = "Bearer " + System.getenv("GATEWAY_KEY");

    /** What came back. */
    record Reply(int status, String body) {}

    /** One library: how it sends a form with a length, a form without one, and how it waits for a decision. */
    interface Client {
        String version();

        Reply submit(Path file) throws Exception;

        Reply stream(Path file) throws Exception;

        Reply read(String id) throws Exception;
    }

    private static final Map<String, Supplier<Client>> LIBRARIES = Map.of(
            "okhttp", OkHttp::new,
            "retrofit", RetrofitClient::new,
            "apache5", Apache5::new,
            "apache4", Apache4::new,
            "restclient", SpringRest::new,
            "webclient", SpringReactive::new,
            "jersey", Jersey::new,
            "unirest", UnirestClient::new,
            "vertx", VertxClient::new,
            "java.net.http", JavaNet::new);

    private Clients() {}

    public static void main(String[] names) throws Exception {
        if (Streams.knows(names[0])) {
            Streams.run(names[0]);
        } else {
            run(LIBRARIES.get(names[0]).get());
        }
        System.exit(0);
    }

    private static void run(Client client) {
        print("version", client.version());
        Path picture = file("PICTURE");
        JsonNode submitted = step("submit", () -> client.submit(picture));
        step("stream", () -> client.stream(picture));
        step("refused", () -> client.submit(file("TEXT")));
        step("again", () -> client.submit(picture));
        step("refused-big", () -> client.submit(file("BIG")));
        step("again-big", () -> client.submit(picture));
        step("watch", () -> client.read(submitted.path("id").asText()));
    }

    static Path file(String variable) {
        return Path.of(System.getenv(variable));
    }

    private static JsonNode step(String name, Callable<Reply> call) {
        try {
            Reply reply = call.call();
            JsonNode body = new ObjectMapper().readTree(reply.body());
            print(name, reply.status() + " " + body.path(body.has("code") ? "code" : "status").asText());
            return body;
        } catch (Exception lost) {
            Throwable cause = lost;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            print(name, "lost: " + cause.getClass().getSimpleName());
            return new ObjectMapper().createObjectNode();
        }
    }

    static void print(String step, String outcome) {
        System.out.println(step + "\t" + outcome);
    }

    static String versionOf(Class<?> type) {
        String jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getFileName().toString();
        return jar.replaceAll("^.*?-([0-9].*)\\.jar$", "$1");
    }
}
