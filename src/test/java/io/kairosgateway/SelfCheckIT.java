package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.sandbox.KairosSimulator;
import io.kairosgateway.sandbox.SimulatorOptions;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator learns from the start, before the first customer comes. */
class SelfCheckIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close();
    }

    private static GatewayProcess.Launch checking(GatewayProcess.Launch gateway) {
        return gateway.without("GATEWAY_KAIROS_SELF_CHECK");
    }

    /** Ready all the time, for no other replica could do better. */
    private static void shows(GatewayProcess gateway, String condition, int healthy, String sentence) {
        await().atMost(SOON).untilAsserted(() -> {
            var ready = GatewayProcess.get(gateway.managementUri("/q/health/ready"));
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body().replace(" ", "")).contains("\"tenant.default\":\"" + condition + "\"");
            assertThat(gateway.log()).containsOnlyOnce(sentence);
        });
        assertThat(GatewayProcess.get(gateway.managementUri("/q/metrics")).body())
                .contains("kairos_gateway_credentials_healthy " + healthy + ".0");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void goodCredentialsAreSaidToBeGood() {
        try (Stand stand = Stand.start(SelfCheckIT::checking)) {
            shows(stand.gateway(), "open", 1, "Kairos lets the gateway in tenant=default");
            assertThat(stand.uploads()).isEmpty();
        }
    }

    @Test
    void wrongCredentialsShowInLogMetricAndHealth() {
        try (Stand stand = Stand.start(gateway -> checking(gateway).with("KAIROS_APP_KEY", "mistyped-secret"))) {
            shows(stand.gateway(), "credentials_refused", 0, "Kairos does not accept the credentials tenant=default");
            assertThat(stand.gateway().log()).doesNotContain("mistyped-secret");
            assertThat(stand.uploads()).isEmpty();
        }
    }

    @Test
    void aProxyThatDropsHeadersWithUnderscoresIsToldFromWrongCredentials() throws Exception {
        try (Stand stand = Stand.start()) {
            // Given
            HttpClient client = vertx.createHttpClient();
            HttpServer proxy = get(vertx.createHttpServer()
                    .requestHandler(request -> forward(client, stand.kairosPort(), request))
                    .listen(0, "localhost"));
            GatewayProcess.Launch launch =
                    checking(GatewayProcess.of("http://localhost:" + proxy.actualPort() + "/v0.1"));

            // Then
            try (GatewayProcess gateway = launch.start()) {
                shows(gateway, "headers_dropped", 0, "set gateway.kairos.credential-headers=hyphen");
            }
            launch.with("GATEWAY_KAIROS_CREDENTIAL_HEADERS", "hyphen");
            try (GatewayProcess gateway = launch.start()) {
                shows(gateway, "open", 1, "Kairos lets the gateway in tenant=default");
            }
        }
    }

    /** As nginx does without underscores_in_headers. */
    private static void forward(HttpClient client, int port, HttpServerRequest request) {
        client.request(request.method(), port, "localhost", request.uri())
                .compose(onward -> {
                    request.headers().forEach((name, value) -> {
                        if (!name.contains("_")) {
                            onward.putHeader(name, value);
                        }
                    });
                    return onward.send();
                })
                .compose(answer -> answer.body()
                        .compose(body -> request.response()
                                .setStatusCode(answer.statusCode())
                                .end(body)))
                .onFailure(broken -> request.connection().close());
    }

    @Test
    void aKairosThatIsNotThereDoesNotHoldUpTheStartAndIsFoundWhenItComes() throws Exception {
        // Given
        int port = GatewayProcess.freePort();
        try (GatewayProcess gateway = checking(GatewayProcess.of("http://localhost:" + port + "/v0.1"))
                .start()) {
            shows(gateway, "unreachable", 1, "Kairos cannot be reached tenant=default");

            // When
            get(KairosSimulator.start(vertx, SimulatorOptions.defaults().withPort(port)));

            // Then
            shows(gateway, "open", 1, "Kairos lets the gateway in tenant=default");
        }
    }

    @Test
    void realCallsAreEnoughToKnowWhenNothingIsTried() {
        // Given: a gateway that tries nothing by itself.
        try (Stand stand = Stand.start()) {
            String id = stand.submitted("approve-delay=100ms");

            // When
            shows(stand.gateway(), "open", 1, "Kairos lets the gateway in tenant=default");
            stand.caller()
                    .header("Prefer", "wait=20")
                    .get("/v1/verifications/" + id)
                    .then()
                    .statusCode(200);

            // Then
            List<String> asked = RestAssured.given()
                    .baseUri("http://localhost:" + stand.kairosPort())
                    .queryParam("method", "GET")
                    .get("/_sandbox/requests")
                    .jsonPath()
                    .getList("uuid");
            assertThat(asked).isNotEmpty().containsOnly(id);
        }
    }

    @Test
    void theSettingsThatApplyArePrintedOnceWithoutASecret() {
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_MAX_IN_FLIGHT", "77"))) {
            // When
            String log = stand.gateway().log();

            // Then
            assertThat(log)
                    .containsOnlyOnce("The settings that apply")
                    .contains(
                            "  gateway.intake.max-in-flight=77",
                            "  gateway.watch.budget=",
                            "  gateway.tenants.default.api-keys=(set, 2)",
                            "  gateway.tenants.default.kairos.app-key=(set, 1)",
                            "  gateway.tokens.secrets=(set, 1)",
                            "  gateway.ledger.redis-url=(not set)")
                    .doesNotContain(GatewayProcess.API_KEY, "another-key", "sandbox-app", "test-secret");
        }
    }
}
