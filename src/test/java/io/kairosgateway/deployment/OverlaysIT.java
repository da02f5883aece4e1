package io.kairosgateway.deployment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.kairosgateway.testing.Certificate;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.testing.TlsFront;
import io.restassured.specification.RequestSpecification;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings and commands of the overlays make the packaged gateway work, not only the API server content. */
class OverlaysIT {

    private static final Path APPLICATION = Path.of(
                    System.getProperty("jar.path", "target/quarkus-app/quarkus-run.jar"))
            .getParent();

    @TempDir
    Path directory;

    private static GatewayProcess.Launch launch(Map<String, String> environment) {
        GatewayProcess.Launch launch = GatewayProcess.of(environment.get("KAIROS_URL"))
                .without("KAIROS_APP_ID")
                .without("KAIROS_APP_KEY")
                .without("GATEWAY_API_KEYS")
                .without("GATEWAY_TOKEN_SECRET");
        environment.forEach(launch::with);
        return launch;
    }

    private static RequestSpecification document(GatewayProcess gateway, String key) {
        return given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer " + key)
                .multiPart("document", new File("src/samples/document.jpg"), "image/jpeg");
    }

    @Test
    void theDevOverlayIsAGatewayWithASimulatorThatDecides() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(APPLICATION), "skipped: the simulator is in the JVM package, and none is built");
        // Given: the container of the simulator, with its own arguments, and nowhere to write; Redis under another
        // name.
        Manifests manifests = Manifests.rendered(Manifests.DEV);
        try (RealRedis redis = RealRedis.started()) {
            Map<String, String> environment =
                    Settings.of(manifests, key -> Settings.decoded(manifests, key), directory);
            assertThat(environment.put("REDIS_URL", redis.url())).isEqualTo("redis://redis:6379");
            Process simulator = simulator(manifests);
            try (GatewayProcess gateway = launch(environment).start()) {
                Awaitility.await("the simulator")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> Files.readString(directory.resolve("simulator.log"))
                                .contains(environment.get("KAIROS_URL")));

                // Then
                document(gateway, "demo-key")
                        .header("Prefer", "wait=30")
                        .post("/v1/verifications/document")
                        .then()
                        .statusCode(201)
                        .body("status", equalTo("approved"));
            } finally {
                simulator.destroy();
            }
        }
    }

    private Process simulator(Manifests manifests) throws IOException {
        Container container = manifests.the(Deployment.class).getSpec().getTemplate().getSpec().getContainers().stream()
                .filter(one -> one.getName().equals("simulator"))
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + directory.resolve("read-only"));
        container.getArgs().forEach(argument -> command.add(argument.replace("/app/", APPLICATION + "/")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("simulator.log").toFile())
                .start();
    }

    @Test
    void productionTakesOnlyARedisWhoseCertificateIsOfItsCa() throws IOException {
        // Given: the settings of the overlay, and servers that show a certificate each
        Manifests manifests = Manifests.rendered(Manifests.PRODUCTION);
        Certificate right = Certificate.in(Files.createDirectory(directory.resolve("right")));
        Certificate stranger = Certificate.in(Files.createDirectory(directory.resolve("stranger")));
        Certificate elsewhere =
                Certificate.of("dns:redis.example", Files.createDirectory(directory.resolve("elsewhere")));
        try (Stand stand = Stand.start();
                RealRedis redis = RealRedis.started()) {
            Map<String, String> environment = Settings.of(manifests, OverlaysIT::secret, directory);
            environment.put("KAIROS_URL", stand.kairosUrl());
            environment.put("GATEWAY_SHUTDOWN_TIMEOUT", "10s");
            Files.writeString(
                    Path.of(environment.get("QUARKUS_REDIS_TLS_TRUST_CERTIFICATE_PEM_CERTS")),
                    Files.readString(right.certificatePem()) + Files.readString(elsewhere.certificatePem()));

            // When, Then
            assertThat(askedBehind(right, true, redis, environment)).isEqualTo(404);
            assertThat(askedBehind(stranger, false, redis, environment)).isEqualTo(503);
            assertThat(askedBehind(elsewhere, false, redis, environment)).isEqualTo(503);
        }
    }

    /** What a gateway answers about an id that nobody has: only Redis can tell. */
    private static int askedBehind(
            Certificate certificate, boolean trusted, RealRedis redis, Map<String, String> environment) {
        try (TlsFront front = TlsFront.before(redis.port(), certificate)) {
            environment.put(
                    "REDIS_URL", "rediss://localhost:" + URI.create(front.url()).getPort());
            // With a Redis that it does not trust it is never ready.
            try (GatewayProcess gateway =
                    trusted ? launch(environment).start() : launch(environment).begin()) {
                Awaitility.await("an attempt at Redis")
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> !front.offeredVersions().isEmpty()
                                && GatewayProcess.get(gateway.managementUri("/q/health/live"))
                                                .statusCode()
                                        == 200);
                int status = given().baseUri(gateway.uri("").toString())
                        .header("Authorization", "Bearer " + secret("api-keys"))
                        .get("/v1/verifications/" + Stand.newId())
                        .statusCode();
                assertThat(front.offeredVersions()).isNotEmpty();
                return status;
            }
        }
    }

    private static String secret(String key) {
        return switch (key) {
            case "kairos-app-id" -> "sandbox-app-id";
            case "kairos-app-key" -> "sandbox-app-key";
            case "api-keys" -> "production-key-of-a-test";
            case "token-secret" -> "a-secret-of-at-least-thirty-two-bytes";
            case "encryption-keys" -> "k1:c2VhbHMtdGhlLXJlc3VsdHMtb2YtdGhlLXNhbmRib3g=";
            case "redis-url" -> "set by the test";
            default -> throw new AssertionError(key);
        };
    }
}
