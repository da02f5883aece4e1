package io.kairosgateway.browser;

import static io.restassured.RestAssured.given;

import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.GatewayProcess;
import io.vertx.core.Vertx;

/** The packaged sandbox as its own process, and the network between it and the browser. */
final class Sandbox implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final int simulatorPort = GatewayProcess.freePort();
    private final GatewayProcess gateway;
    private final FaultProxy network;

    private Sandbox() {
        gateway = GatewayProcess.sandbox(simulatorPort)
                .with("GATEWAY_SANDBOX_DELAY", "1s")
                .start();
        network = FaultProxy.before(vertx, gateway.port());
    }

    static Sandbox start() {
        return new Sandbox();
    }

    int port() {
        return gateway.port();
    }

    FaultProxy network() {
        return network;
    }

    /** The page, by way of the network that can fail. */
    String page() {
        return "http://localhost:" + network.port() + "/";
    }

    /** A client token of the given lifetime for one upload of the kind. */
    String submitToken(String kind, int seconds) {
        return mint("{\"scope\":\"submit\",\"kind\":\"" + kind + "\",\"expires_in\":" + seconds + "}");
    }

    /** A client token of the given lifetime to watch the verification. */
    String watchToken(String id, int seconds) {
        return mint("{\"scope\":\"watch\",\"id\":\"" + id + "\",\"expires_in\":" + seconds + "}");
    }

    private String mint(String body) {
        return given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer demo-key")
                .contentType("application/json")
                .body(body)
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    /** The status that an upload of nothing with this token has: 401 once it has expired. */
    int uploadStatusWith(String token) {
        return given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer " + token)
                .contentType("text/plain")
                .body("nothing")
                .post("/v1/verifications/document")
                .statusCode();
    }

    boolean decided(String id) {
        return given().baseUri(gateway.uri("").toString())
                        .header("Authorization", "Bearer demo-key")
                        .get("/v1/verifications/" + id)
                        .statusCode()
                == 200;
    }

    void delete(String id) {
        given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer demo-key")
                .delete("/v1/verifications/" + id)
                .then()
                .statusCode(204);
    }

    /** How many event streams are open. */
    int streams() {
        String metrics = GatewayProcess.get(gateway.managementUri("/q/metrics")).body();
        return metrics.lines()
                .filter(line -> line.startsWith("kairos_gateway_streams"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** How many POSTs ended so at Kairos: {@code complete}, {@code reset} or {@code open}. */
    int uploads(String ended) {
        return given().baseUri("http://localhost:" + simulatorPort)
                .get("/_sandbox/counts")
                .path("posts." + ended);
    }

    @Override
    public void close() {
        network.close();
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
