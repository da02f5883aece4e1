package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators get wrong, as variables of the process: each mistake is one sentence that says what to mend, and repeats no secret. */
class MistakesTest {

    private static final String KEY = "0123456789abcdef";
    private static final String SECRET = "a-secret-of-thirty-two-bytes-or-more";
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /** Two variables and their values, and the beginning of the sentence; {@code \n} is a line break. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // Misspelt names
                "GATEWAY_INTAKE_MAX_INFLIGHT=9 | | GATEWAY_INTAKE_MAX_INFLIGHT is no setting of the gateway: did you mean GATEWAY_INTAKE_MAX_IN_FLIGHT?",
                "GATEWAY_WACH_BUDGET=9m | | GATEWAY_WACH_BUDGET is no setting of the gateway: did you mean GATEWAY_WATCH_BUDGET?",
                "KAIROS_URI=https://idv.example/v1 | | KAIROS_URI is no setting of the gateway: did you mean KAIROS_URL?",
                "GATEWAY_MAX_IN_FLIGHT=9 | | GATEWAY_MAX_IN_FLIGHT is no setting of the gateway: did you mean GATEWAY_INTAKE_MAX_IN_FLIGHT?",
                "GATEWAY_TOKEN_SECRETS=x | | GATEWAY_TOKEN_SECRETS is no setting of the gateway: did you mean GATEWAY_TOKEN_SECRET?",
                "GATEWAY_API_KEY=x | | GATEWAY_API_KEY is no setting of the gateway: did you mean GATEWAY_API_KEYS?",
                "KAIROS_API_KEY=x | | KAIROS_API_KEY is no setting of the gateway: did you mean KAIROS_APP_KEY?",
                "KAIROS_APPID=x | | KAIROS_APPID is no setting of the gateway: did you mean KAIROS_APP_ID?",
                "gateway_wach_budget=9m | | gateway_wach_budget is no setting of the gateway: did you mean GATEWAY_WATCH_BUDGET?",
                "gateway.wach.budget=9m | | gateway.wach.budget is no setting of the gateway: did you mean",
                "REDIS_URI=redis://redis | | REDIS_URI is no setting of the gateway: did you mean REDIS_URL?",
                "GATEWAY_FEATURE_X=on | | GATEWAY_FEATURE_X is no setting of the gateway. (GATEWAY_VARIABLES_FOREIGN takes",
                "GATEWAY_FEATURE_X=on | GATEWAY_VARIABLES_FOREIGN=GATEWAY_FEATURE_Y | GATEWAY_FEATURE_X is no setting",
                // Tenants
                "GATEWAY_TENANTS_MY_SHOP_API_KEYS=abcdefghijklmnop | | GATEWAY_TENANTS_MY_SHOP_API_KEYS names no tenant, for a variable cannot have the dash of a name such as my-shop: set gateway.tenants.my-shop.api-keys in a file that QUARKUS_CONFIG_LOCATIONS names.",
                "GATEWAY_TENANTS_ACME_API_KEYS=" + KEY
                        + " | CREDENTIALS=acme | GATEWAY_API_KEYS and gateway.tenants.acme.api-keys hold the same key",
                "GATEWAY_TENANTS_ACME_API_KEYS=sha256:9F9F5111F7B27A781F1F1DDDE5EBC2DD2B796BFC7365C9C28B548E564176929F | CREDENTIALS=acme | GATEWAY_API_KEYS and gateway.tenants.acme.api-keys hold the same key",
                "GATEWAY_TENANTS_ACME_API_KEY=abcdefghijklmnop | | GATEWAY_TENANTS_ACME_API_KEY is no setting of the gateway",
                // Keys and credentials
                "GATEWAY_API_KEYS=short | | GATEWAY_API_KEYS holds a key that is shorter than 16 characters",
                "GATEWAY_API_KEYS=changeme | | GATEWAY_API_KEYS holds a key that is shorter than 16 characters",
                "GATEWAY_API_KEYS=two words of a key | | GATEWAY_API_KEYS holds an entry that is neither a key nor",
                "GATEWAY_API_KEYS=sha256:… | | GATEWAY_API_KEYS holds an entry that is neither a key nor",
                "GATEWAY_API_KEYS=\"abcdefghijklmnopq\" | | GATEWAY_API_KEYS is in quotation marks",
                "GATEWAY_API_KEYS=$(openssl rand -hex 24) | | GATEWAY_API_KEYS holds",
                "GATEWAY_API_KEYS=kairos-application-key | | GATEWAY_API_KEYS holds a key of Kairos",
                "GATEWAY_TOKEN_SECRET=" + KEY + KEY + " | GATEWAY_API_KEYS=" + KEY + KEY
                        + " | GATEWAY_TOKEN_SECRET is in GATEWAY_API_KEYS too",
                "GATEWAY_TOKEN_SECRET=too-short | | GATEWAY_TOKEN_SECRET holds a secret that is shorter",
                "KAIROS_APP_ID= | | KAIROS_APP_ID is missing",
                "KAIROS_APP_ID=<your app id> | | KAIROS_APP_ID holds",
                "KAIROS_APP_KEY=one\\ntwo | | KAIROS_APP_KEY holds several lines",
                "KAIROS_APP_KEY=naïve | | KAIROS_APP_KEY holds a character that no header can carry",
                "GATEWAY_API_KEYS_FILE=/nowhere/keys | | GATEWAY_API_KEYS and GATEWAY_API_KEYS_FILE are both set",
                "KAIROS_APP_ID_FILE=/nowhere/id | KAIROS_APP_ID= | KAIROS_APP_ID_FILE names a file that cannot be read",
                "GATEWAY_ENCRYPTION_KEYS=k1:tooshort | | GATEWAY_ENCRYPTION_KEYS: entry 1 is not of the form",
                "GATEWAY_ENCRYPTION_KEYS=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= | | GATEWAY_ENCRYPTION_KEYS: entry 1 is not of the form",
                // Addresses
                "KAIROS_URL=idv-eu.kairos.com/v0.1 | | KAIROS_URL must be an https address",
                "KAIROS_URL=http://idv-eu.kairos.com/v0.1 | | KAIROS_URL must be an https address",
                "KAIROS_URL=https://idv-eu.kairos.com | | KAIROS_URL must end with the version",
                "KAIROS_URL=https://idv-eu.kairos.com/v0.1#x | | KAIROS_URL must end with the version",
                "KAIROS_URL=https://app:s3cret@idv-eu.kairos.com/v0.1 | | KAIROS_URL must have no name or password",
                "KAIROS_URL=https://idv eu.kairos.com/v0.1 | | KAIROS_URL is not an address",
                "KAIROS_URL= | | KAIROS_URL is set, and is empty",
                "REDIS_URL=redis.example:6379 | KEYS | REDIS_URL must begin with redis:// or rediss://",
                "REDIS_URL=redis.example | KEYS | REDIS_URL must begin with redis:// or rediss://",
                "REDIS_URL=http://redis.example:6379 | KEYS | REDIS_URL must begin with redis:// or rediss://",
                "REDIS_URL=redis:// | KEYS | REDIS_URL must begin with redis:// or rediss://",
                "REDIS_URL=redis://redis_cache:6379 | KEYS | REDIS_URL must name a host",
                "REDIS_URL=redis://:s3c#ret@redis.example:6379 | KEYS | REDIS_URL is not an address: in a password",
                "REDIS_URL=redis://:s3c%ret@redis.example:6379 | KEYS | REDIS_URL is not an address: in a password",
                "REDIS_URL=redis://redis.example:99999 | KEYS | REDIS_URL must have a port from 1 to 65535",
                "REDIS_URL=redis://redis.example/cache | KEYS | REDIS_URL must end with the number of a database",
                "REDIS_URL=redis://redis.example | GATEWAY_TOKEN_SECRET=" + SECRET
                        + " | GATEWAY_ENCRYPTION_KEYS must be set when REDIS_URL is",
                // Times, sizes, numbers, words
                "GATEWAY_WATCH_BUDGET=900 | | gateway.watch.budget has no unit",
                "GATEWAY_WATCH_BUDGET=30 sec | | gateway.watch.budget must be a number with ms, s, m, h or d right behind it",
                "GATEWAY_WATCH_BUDGET=soon | | gateway.watch.budget must be a number with ms, s, m, h or d right behind it",
                "GATEWAY_WATCH_BUDGET=\"900s\" | | gateway.watch.budget is in quotation marks",
                "GATEWAY_SHUTDOWN_DELAY=-1s | | gateway.shutdown.delay must not be negative",
                "GATEWAY_SHUTDOWN_TIMEOUT=1m | GATEWAY_SHUTDOWN_DELAY=2m | gateway.shutdown.timeout must not be shorter",
                "GATEWAY_INTAKE_MAX_REQUEST_SIZE=32MB | | gateway.intake.max-request-size must be a number of bytes, or one with K, M or G: 32M",
                "GATEWAY_INTAKE_MAX_REQUEST_SIZE=32 M | | gateway.intake.max-request-size must be a number of bytes",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=many | | gateway.intake.max-in-flight must be a number",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=1_000 | | gateway.intake.max-in-flight must be a number",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=0 | | gateway.intake.max-in-flight must be 1 or more",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=99999999999 | | gateway.intake.max-in-flight must be a number",
                "GATEWAY_WATCH_BACKOFF=1,5 | | gateway.watch.backoff must be a number, in digits alone and with a point",
                "GATEWAY_WATCH_BACKOFF=NaN | | gateway.watch.backoff must",
                "GATEWAY_WATCH_BACKOFF=100 | | gateway.watch.backoff must be from 1 to 10",
                "GATEWAY_KAIROS_SELF_CHECK=ture | | gateway.kairos.self-check must be true or false",
                "GATEWAY_KAIROS_CREDENTIAL_HEADERS=hyphens | | gateway.kairos.credential-headers must be of: underscore, hyphen",
                "GATEWAY_INTAKE_FACE_TYPES=jpeg,gif | | gateway.intake.face-types must be of: jpeg, png, pdf",
                "GATEWAY_TENANTS_DEFAULT_ORIGINS=app.example | | gateway.tenants.default.origins must be as browsers send them",
                // Ports and certificates
                "QUARKUS_HTTP_PORT=9000 | | QUARKUS_MANAGEMENT_PORT and QUARKUS_HTTP_PORT must not be the same port",
                "QUARKUS_HTTP_PORT=70000 | | QUARKUS_HTTP_PORT must be a port",
                "QUARKUS_HTTP_PORT=80a | | QUARKUS_HTTP_PORT must be a port",
                "QUARKUS_HTTP_SSL_PORT=8080 | CERTIFICATE | QUARKUS_HTTP_SSL_PORT and QUARKUS_HTTP_PORT must not be the same port",
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES=/nowhere/tls.crt | QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES=pom.xml | QUARKUS_HTTP_SSL_CERTIFICATE_FILES names a file that cannot be read: /nowhere/tls.crt",
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES=pom.xml | | QUARKUS_HTTP_SSL_CERTIFICATE_FILES and QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES must be set together",
                "QUARKUS_HTTP_INSECURE_REQUESTS=redirect | | QUARKUS_HTTP_INSECURE_REQUESTS may refuse plain requests only when",
                "QUARKUS_REDIS_TLS_TRUST_CERTIFICATE_PEM_CERTS=/nowhere/ca.crt | | QUARKUS_REDIS_TLS_TRUST_CERTIFICATE_PEM_CERTS names a file that cannot be read"
            })
    void isOneSentence(String first, String second, String sentence) {
        // When
        List<String> sentences = sentences(first, second);

        // Then
        assertThat(sentences)
                .singleElement()
                .asString()
                .startsWith(sentence)
                .endsWith(sentence.endsWith(".") ? "." : "");
        assertThat(sentences.toString()).doesNotContain("SRCFG", "s3c", "kairos-application-key", KEY, SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The services of a cluster
                "KAIROS_GATEWAY_SERVICE_HOST=10.0.0.1 | KAIROS_GATEWAY_SERVICE_PORT=80",
                "KAIROS_GATEWAY_SERVICE_PORT_HTTP=80 | KAIROS_GATEWAY_PORT=tcp://10.0.0.1:80",
                "KAIROS_GATEWAY_PORT_80_TCP=tcp://10.0.0.1:80 | KAIROS_GATEWAY_PORT_80_TCP_PROTO=tcp",
                "KAIROS_GATEWAY_PORT_80_TCP_PORT=80 | KAIROS_GATEWAY_PORT_80_TCP_ADDR=10.0.0.1",
                "GATEWAY_PORT=tcp://10.0.0.1:80 | GATEWAY_SERVICE_HOST=10.0.0.1",
                "GATEWAY_NAME=/app/gateway | GATEWAY_ENV_PATH=/bin",
                "REDIS_SERVICE_HOST=10.0.0.1 | REDIS_PORT=tcp://10.0.0.1:6379",
                // What is somebody else's, or ours beside the tree
                "GATEWAY_FEATURE_X=on | GATEWAY_VARIABLES_FOREIGN=GATEWAY_FEATURE_*, KAIROS_HOME",
                "KAIROS_HOME=/opt | GATEWAY_VARIABLES_FOREIGN=GATEWAY_FEATURE_*, KAIROS_HOME",
                "GATEWAY_URL=http://localhost:8080 | GATEWAY_SANDBOX_PORT=8089",
                "REDIS_HOST=redis | REDIS_SSL=true",
                // Blanks and line breaks around
                "GATEWAY_API_KEYS= 0123456789abcdef\\n | KAIROS_APP_KEY=key-of-kairos\\n",
                "KAIROS_APP_ID= id-of-kairos | GATEWAY_TOKEN_SECRET=a-secret-of-thirty-two-bytes-or-more\\n",
                "REDIS_URL=redis://redis.example\\n | KEYS",
                "KAIROS_URL=https://idv-eu.kairos.com/v0.1\\n | GATEWAY_WATCH_BUDGET=10m\\n",
                // Other ways to say it
                "GATEWAY_WATCH_BUDGET=PT10M | GATEWAY_SHUTDOWN_TIMEOUT=1m30s",
                "GATEWAY_KAIROS_URL=https://proxy.example/v2 | gateway.watch.max-wait=30s",
                "GATEWAY_TENANTS_DEFAULT_API_KEYS_0_=0123456789abcdef | GATEWAY_KAIROS_SELF_CHECK=off",
                "REDIS_URL=redis://a.example:1,redis://b.example:2 | KEYS",
                // What a cluster sets for other SDKs
                "OTEL_TRACES_EXPORTER=zipkin | OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318",
                "OTEL_EXPORTER_OTLP_PROTOCOL=grpc | OTEL_EXPORTER_OTLP_ENDPOINT=collector 4317",
                "OTEL_SDK_DISABLED=ture | OTEL_TRACES_SAMPLER=xray"
            })
    void isNoneWhereItCanBeUnderstood(String first, String second) {
        assertThat(sentences(first, second)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-shop", "my.shop", "my_shop"})
    void aTenantWithADashInItsNameIsSetInAFile(String tenant) {
        // Given: the way that the sentence names
        String prefix = "gateway.tenants." + (tenant.contains(".") ? '"' + tenant + '"' : tenant);

        // When
        Map<String, String> file = Map.of(
                prefix + ".api-keys", "key-of-the-shop-0123",
                prefix + ".kairos.app-id", "id-of-the-shop",
                prefix + ".kairos.app-key", "app-key-of-the-shop");

        // Then
        assertThat(sentences(Map.of(), file)).isEmpty();
        assertThat(sentences(Map.of("GATEWAY_TENANTS_MY_SHOP_MAX_STREAMS", "9"), file))
                .hasSize(tenant.contains(".") ? 1 : 0);
    }

    @Test
    void manyMistakesAreToldAtOnce() {
        assertThat(sentences("GATEWAY_WACH_BUDGET=9m", "GATEWAY_API_KEYS=short"))
                .hasSize(2);
        assertThat(sentences("GATEWAY_WATCH_BUDGET=30 sec", "GATEWAY_INTAKE_MAX_PART_SIZE=1MB"))
                .hasSize(2);
    }

    private static List<String> sentences(String... pairs) {
        Map<String, String> changes = new HashMap<>();
        for (String pair : pairs) {
            switch (String.valueOf(pair)) {
                case "null" -> {}
                case "KEYS" ->
                    changes.putAll(Map.of("GATEWAY_TOKEN_SECRET", SECRET, "GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY));
                case "CERTIFICATE" ->
                    changes.putAll(Map.of(
                            "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", "pom.xml",
                            "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", "pom.xml"));
                case "CREDENTIALS=acme" ->
                    changes.putAll(Map.of(
                            "GATEWAY_TENANTS_ACME_KAIROS_APP_ID", "id-of-acme",
                            "GATEWAY_TENANTS_ACME_KAIROS_APP_KEY", "key-of-acme"));
                default -> changes.put(pair.split("=", 2)[0], pair.split("=", 2)[1].replace("\\n", "\n"));
            }
        }
        return sentences(changes, Map.of());
    }

    private static List<String> sentences(Map<String, String> changes, Map<String, String> file) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "KAIROS_APP_ID", "kairos-application-id",
                "KAIROS_APP_KEY", "kairos-application-key",
                "GATEWAY_API_KEYS", KEY));
        environment.putAll(changes);
        try {
            SmallRyeConfig config = config(environment, file);
            GatewaySettings settings = config.getConfigMapping(GatewaySettings.class);
            return StartFindings.of(
                    SettingsCheck.findings(settings, new SecretFiles(settings).readNow(), false),
                    settings,
                    environment,
                    name -> config.getOptionalValue(name, String.class),
                    name -> Files.isReadable(Path.of(name)));
        } catch (RuntimeException failed) {
            List<String> sentences = FailedStart.sentences(failed);
            if (sentences.isEmpty()) {
                throw failed;
            }
            return sentences;
        }
    }

    private static SmallRyeConfig config(Map<String, String> environment, Map<String, String> file) {
        Map<String, String> delivered = new HashMap<>(Map.of(
                "quarkus.http.port", "8080",
                "quarkus.http.ssl-port", "8443",
                "quarkus.management.port", "9000"));
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        properties.forEach((name, value) -> {
            if (name.toString().startsWith("gateway.")) {
                delivered.put(name.toString(), value.toString());
            }
        });
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(
                        new EnvConfigSource(environment, 300),
                        new PropertiesConfigSource(file, "a file", 260),
                        new PropertiesConfigSource(delivered, "application.properties", 250))
                .withMapping(GatewaySettings.class)
                .build();
    }
}
