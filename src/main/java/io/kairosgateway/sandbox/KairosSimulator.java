package io.kairosgateway.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;

/**
 * A stand-in for Kairos: same paths, headers and bodies as far as they are known, decisions and faults on demand by the header
 * {@code X-Sandbox} or the names of the uploaded files ({@link Script}), and a record of what it received ({@link Control}). Two things are
 * our invention: a GET of the synchronous kinds answers with the result, and the texts of errors. It never talks to Kairos.
 */
public final class KairosSimulator {

    private final Vertx vertx;
    private final String deployment;
    private final SimulatorServer server;

    private KairosSimulator(Vertx vertx, String deployment, SimulatorServer server) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.server = server;
    }

    /** Starts one; fails when the port is taken. */
    public static Future<KairosSimulator> start(Vertx vertx, SimulatorOptions options) {
        var server = new SimulatorServer(options);
        return vertx.deployVerticle(server).map(deployment -> new KairosSimulator(vertx, deployment, server));
    }

    public int port() {
        return server.port();
    }

    /** The base URL for a client, with the version: {@code http://localhost:<port>/v0.1}. */
    public String url() {
        return "http://localhost:" + port() + "/v0.1";
    }

    /** When each GET of the verification came, in milliseconds since 1970. */
    Future<JsonArray> polls(String uuid) {
        return server.polls(uuid);
    }

    /** Closes every connection, answered or not. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
