package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the probes say, and that Kairos takes no replica out. */
class HealthIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_KAIROS_GUARDS_BREAKER_WINDOW", "2")
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_DELAY", "10m")
                .with("GATEWAY_TENANTS_ACME_API_KEYS", "key-of-the-tenant-acme")
                .with("GATEWAY_TENANTS_ACME_KAIROS_APP_ID", "unknown-to-kairos")
                .with("GATEWAY_TENANTS_ACME_KAIROS_APP_KEY", "unknown-to-kairos"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static HttpResponse<String> probe(String name) {
        return GatewayProcess.get(stand.gateway().managementUri("/q/health/" + name));
    }

    private static JsonObject check(String probe, String name) {
        HttpResponse<String> answer = probe(probe);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonArray checks = new JsonObject(answer.body()).getJsonArray("checks");
        return checks.stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(answer.body()));
    }

    private static JsonObject kairos() {
        return check("ready", "kairos").getJsonObject("data");
    }

    @Test
    void eachProbeLooksAtItsOwnMatter() {
        assertThat(check("live", "event loops").getString("status")).isEqualTo("UP");
        assertThat(check("started", "started").getString("status")).isEqualTo("UP");
        assertThat(check("ready", "gateway").getJsonObject("data"))
                .isEqualTo(new JsonObject().put("started", true).put("going_down", false));
    }

    @Test
    void whatKairosLacksIsShownAndTakesNoReplicaOut() {
        // Given: one tenant that Kairos takes uploads of.
        String id = stand.submitted("approve-delay=100ms-poll=500");

        // Then
        assertThat(kairos().getString("tenant.default")).isIn("open", "failing");

        // When: another whose credentials it does not know, and the breaker has seen enough of its faults.
        stand.upload(stand.stranger().header("Authorization", "Bearer key-of-the-tenant-acme"), "full-id", "approve")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(502);

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kairos())
                        .isEqualTo(new JsonObject()
                                .put("breaker", "open")
                                .put("tenant.default", "failing")
                                .put("tenant.acme", "credentials_refused")));
        assertThat(stand.caller().get("/v1/verifications/" + id).statusCode()).isEqualTo(202);
    }
}
