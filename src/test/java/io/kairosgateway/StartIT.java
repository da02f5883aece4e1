package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.GatewayProcess.Launch;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gateway that cannot work does not start, and says in a sentence what to mend. The mistakes that there are stand in {@code MistakesTest};
 * here are some of each way to be found.
 */
class StartIT {

    private static final String KAIROS = "https://idv-eu.kairos.com/v0.1";
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private static Path directory;

    private static void says(String log, String sentence) {
        List<String> written = log.lines()
                .filter(line -> !line.startsWith("{") && !line.isBlank())
                .toList();
        assertThat(written).singleElement().asString().startsWith(sentence);
        assertThat(log)
                .doesNotContain("stackTrace", "exceptionType", "unavailable", "Exception")
                .doesNotContain(GatewayProcess.API_KEY, "sandbox-app-key", "is-asked", "s3cret");
    }

    private static Launch withRedis(String url) {
        return GatewayProcess.of(KAIROS).with("REDIS_URL", url).with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAIROS_URL | http://idv-eu.kairos.com/v0.1 | KAIROS_URL must be an https address",
                "KAIROS_URL | https://idv eu.kairos.com/v0.1 | KAIROS_URL is not an address",
                "KAIROS_APP_ID | '' | KAIROS_APP_ID is missing",
                "GATEWAY_API_KEYS | sha256:1234 | GATEWAY_API_KEYS holds an entry",
                "GATEWAY_API_KEYS | fifteen-letters | GATEWAY_API_KEYS holds a key that is shorter",
                "REDIS_URL | redis://localhost:1 | GATEWAY_ENCRYPTION_KEYS must be set",
                "GATEWAY_TOKEN_SECRET | thirty-two-bytes-or-more-is-asked,short | GATEWAY_TOKEN_SECRET holds a secret that is shorter",
                "GATEWAY_API_KEYS_FILE | /nowhere/keys | GATEWAY_API_KEYS and GATEWAY_API_KEYS_FILE are both set",
                "GATEWAY_ENCRYPTION_KEYS_FILE | /nowhere/keys | GATEWAY_ENCRYPTION_KEYS_FILE names a file that cannot be read",
                "GATEWAY_WACH_BUDGET | 9m | GATEWAY_WACH_BUDGET is no setting of the gateway: did you mean GATEWAY_WATCH_BUDGET?",
                "GATEWAY_TENANTS_MY_SHOP_API_KEYS | abcdefghijklmnop | GATEWAY_TENANTS_MY_SHOP_API_KEYS names no tenant",
                "GATEWAY_WATCH_BUDGET | 30 sec | gateway.watch.budget must be a number with",
                "GATEWAY_WATCH_BUDGET | 900 | gateway.watch.budget has no unit",
                "GATEWAY_INTAKE_MAX_REQUEST_SIZE | 32MB | gateway.intake.max-request-size must be",
                "QUARKUS_CONFIG_LOCATIONS | /nowhere/gateway.properties | QUARKUS_CONFIG_LOCATIONS names a file that is not there",
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES | /nowhere/tls.crt | QUARKUS_HTTP_SSL_CERTIFICATE_FILES names a file that cannot be read",
                "QUARKUS_HTTP_PORT | eighty | QUARKUS_HTTP_PORT",
                "QUARKUS_MANAGEMENT_HOST | 192.0.2.1 | QUARKUS_MANAGEMENT_PORT: port"
            })
    void namesTheVariableToMend(String variable, String value, String sentence) {
        // When
        String log = GatewayProcess.of(KAIROS).with(variable, value).startInVain();

        // Then
        says(log, sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "redis.example:6379, REDIS_URL must begin with redis:// or rediss://",
        "redis://:s3cret#@redis.example:6379, REDIS_URL is not an address",
        "redis://:s3cret%@redis.example:6379, REDIS_URL is not an address"
    })
    void anAddressOfRedisThatIsNoneIsToldWithoutItsPassword(String url, String sentence) {
        says(withRedis(url).startInVain(), sentence);
    }

    @ParameterizedTest
    @CsvSource({"QUARKUS_HTTP_PORT", "QUARKUS_MANAGEMENT_PORT"})
    void aPortInUseIsToldBeforeAnythingIsSaidOfRedis(String variable) throws IOException {
        try (ServerSocket taken = new ServerSocket(GatewayProcess.freePort())) {
            // When
            String log = withRedis("redis://localhost:1")
                    .with(variable, taken.getLocalPort())
                    .startInVain();

            // Then
            says(log, variable + ": port " + taken.getLocalPort() + " at 0.0.0.0 is in use by another process.");
        }
    }

    @Test
    void theOperatorsPortIsNotThePublicOne() {
        // When
        int port = GatewayProcess.freePort();
        String log = GatewayProcess.of(KAIROS)
                .with("QUARKUS_HTTP_PORT", port)
                .with("QUARKUS_MANAGEMENT_PORT", port)
                .startInVain();

        // Then
        says(log, "QUARKUS_MANAGEMENT_PORT and QUARKUS_HTTP_PORT must not be the same port");
    }

    /** All of 127.0.0.0/8 is this machine. */
    @ParameterizedTest
    @CsvSource({"'', false", "0.0.0.0, true"})
    void theOperatorsPortIsWhereThePublicOneIsUnlessToldOtherwise(String managementHost, boolean everywhere)
            throws IOException {
        // Given
        Launch launch = GatewayProcess.of(KAIROS).with("QUARKUS_HTTP_HOST", "127.0.0.1");
        if (!managementHost.isEmpty()) {
            launch.with("QUARKUS_MANAGEMENT_HOST", managementHost);
        }

        // When
        try (GatewayProcess gateway = launch.start()) {
            // Then
            assertThat(open("127.0.0.1", gateway.managementUri("/").getPort())).isTrue();
            assertThat(open("127.0.0.2", gateway.managementUri("/").getPort())).isEqualTo(everywhere);
            assertThat(open("127.0.0.2", gateway.port())).isFalse();
        }
    }

    private static boolean open(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 20_000);
            return true;
        } catch (ConnectException refused) {
            return false;
        }
    }

    @Test
    void whatAClusterOrAFileSetsIsUnderstood() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("gateway.properties"), """
                gateway.tenants.my-shop.api-keys=key-of-the-shop-0123
                gateway.tenants.my-shop.kairos.app-id=id-of-the-shop
                gateway.tenants.my-shop.kairos.app-key=app-key-of-the-shop
                """);

        // When
        String log;
        try (GatewayProcess gateway = GatewayProcess.of(KAIROS)
                .with("QUARKUS_CONFIG_LOCATIONS", file)
                .with("GATEWAY_TENANTS_MY_SHOP_MAX_STREAMS", 9)
                .with("KAIROS_GATEWAY_SERVICE_HOST", "10.0.0.1")
                .with("KAIROS_GATEWAY_PORT", "tcp://10.0.0.1:80")
                .with("KAIROS_GATEWAY_PORT_80_TCP_ADDR", "10.0.0.1")
                .with("GATEWAY_INTERFACE", "CGI/1.1")
                .with("GATEWAY_VARIABLES_FOREIGN", "GATEWAY_INTERFACE")
                .with("KAIROS_APP_ID", "sandbox-app-id\n")
                .with("OTEL_TRACES_SAMPLER", "xray")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:1")
                .start()) {
            log = gateway.log();
        }

        // Then
        assertThat(log)
                .contains(
                        "gateway.tenants.my-shop.max-streams=9",
                        "gateway.tenants.my-shop.kairos.app-id=(set, 1)",
                        "OTEL_TRACES_SAMPLER is not understood: parentbased_always_on applies.")
                .doesNotContain("id-of-the-shop", "key-of-the-shop", "sandbox-app-id", "my.shop");
    }

    @Test
    void replicasMustShareASecretForTokens() {
        // When
        String log =
                withRedis("redis://localhost:1").without("GATEWAY_TOKEN_SECRET").startInVain();

        // Then
        says(log, "GATEWAY_TOKEN_SECRET must be set when REDIS_URL is");
    }

    @Test
    void oneReplicaMayDoWithoutAndSaysSoOnce() {
        // When
        String log;
        try (GatewayProcess gateway =
                GatewayProcess.of(KAIROS).without("GATEWAY_TOKEN_SECRET").start()) {
            log = gateway.log();
        }

        // Then
        assertThat(log).containsOnlyOnce("GATEWAY_TOKEN_SECRET");
    }
}
