package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.Certificate;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.testing.TlsFront;
import io.restassured.config.SSLConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.apache.http.conn.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's own TLS, by settings of the framework alone, and the TLS that it insists on towards Kairos. */
class TlsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;

    @TempDir
    private static Path directory;

    private static Certificate certificate;
    private static Stand stand;
    private static int tlsPort;

    @BeforeAll
    static void start() throws IOException {
        certificate = Certificate.in(directory);
        tlsPort = GatewayProcess.freePort();
        stand = Stand.start(gateway -> gateway.with("QUARKUS_HTTP_SSL_PORT", tlsPort)
                .with("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", certificate.certificatePem())
                .with("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", certificate.keyPem())
                .with("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled")
                .with("GATEWAY_INTAKE_HEAD_TIMEOUT", "1s"));
        // Readiness is asked for at the operators' port, which is there first.
        await().atMost(SOON).ignoreExceptions().until(() -> {
            new Socket("localhost", tlsPort).close();
            return true;
        });
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static RequestSpecification caller() {
        return given().config(io.restassured.RestAssured.config()
                        .sslConfig(SSLConfig.sslConfig()
                                .with()
                                .sslSocketFactory(new SSLSocketFactory(certificate.trusting()))))
                .baseUri("https://localhost:" + tlsPort)
                .header("Authorization", "Bearer " + GatewayProcess.API_KEY);
    }

    @Test
    void uploadsAndEventStreamsGoOverTls() {
        // When
        Response submitted =
                stand.upload(caller(), "document", "approve,delay=1s").post("/v1/verifications/document");

        // Then
        submitted.then().statusCode(202).header("Strict-Transport-Security", equalTo("max-age=31536000"));
        String id = submitted.path("id");
        try (EventStreamClient stream = EventStreamClient.open(
                certificate.trusting(),
                URI.create("https://localhost:" + tlsPort + "/v1/verifications/" + id + "/events"),
                "Authorization",
                "Bearer " + GatewayProcess.API_KEY)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
            await().atMost(SOON).until(stream::ended);
            assertThat(stream.named()).extracting(EventStreamClient.Event::name).containsExactly("status", "decision");
        }
        caller().get("/nothing")
                .then()
                .statusCode(404)
                .header("Strict-Transport-Security", equalTo("max-age=31536000"));
    }

    @ParameterizedTest
    @CsvSource({"'', HTTP/1.1 404", "' two', HTTP/1.1 400"})
    void headsAreReadAsStrictlyAsWithoutIt(String secondLine, String answer) throws IOException {
        // When
        String head = "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A: one\r\n"
                + (secondLine.isEmpty() ? "" : secondLine + "\r\n") + "\r\n";
        String answered;
        try (Socket socket = certificate.trusting().getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            answered = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        // Then
        assertThat(answered).startsWith(answer).contains("application/problem+json");
    }

    @Test
    void thePlainPortIsClosedWhenItIsDisabled() {
        assertThatThrownBy(() -> new Socket("localhost", stand.gateway().port()).close())
                .isInstanceOf(ConnectException.class);
    }

    /** A hello of TLS 1.2 for comparison: it differs in the version alone. */
    @ParameterizedTest
    @CsvSource({"1.0, 0301, false", "1.1, 0302, false", "1.2, 0303, true"})
    void nothingOlderThanTls12IsSpoken(String name, String version, boolean spoken) throws IOException {
        // When
        byte[] record;
        try (Socket socket = new Socket("localhost", tlsPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello(version));
            record = socket.getInputStream().readNBytes(7);
        }

        // Then
        if (spoken) {
            assertThat(record[0]).isEqualTo((byte) HANDSHAKE);
        } else {
            assertThat(record[0]).isEqualTo((byte) ALERT);
            // Alert 70: protocol_version.
            assertThat(record[6]).isEqualTo((byte) 70);
        }
    }

    private static byte[] hello(String version) {
        String suites = "c02f" + "c030" + "c013" + "c014" + "009c" + "002f" + "0035";
        String groups = "000a" + "0006" + "0004" + "0017" + "0018";
        String formats = "000b" + "0002" + "0100";
        String algorithms = "000d" + "0008" + "0006" + "0401" + "0804" + "0201";
        String renegotiation = "ff01" + "0001" + "00";
        String extensions = sized(groups + formats + algorithms + renegotiation, 2);
        String body = version + "5a".repeat(32) + "00" + sized(suites, 2) + "0100" + extensions;
        return HexFormat.of().parseHex("160301" + sized("01" + sized(body, 3), 2));
    }

    private static String sized(String hex, int bytes) {
        return String.format("%0" + 2 * bytes + "x", hex.length() / 2) + hex;
    }

    @Test
    void aHeadThatDoesNotComeIsCutOffOverTlsToo() throws IOException {
        // Given
        try (Socket socket = certificate.trusting().getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));

            // When
            InputStream in = socket.getInputStream();

            // Then
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void kairosIsSpokenToOverTls12OrNewerOnly() {
        // Given
        try (TlsFront front = TlsFront.before(stand.kairosPort(), certificate);
                GatewayProcess gateway = GatewayProcess.of(front.url())
                        .option("-Djavax.net.ssl.trustStore=" + certificate.trustStore())
                        .option("-Djavax.net.ssl.trustStorePassword=" + Certificate.PASSWORD)
                        .start()) {
            // When
            stand.upload(
                            given().baseUri(gateway.uri("").toString())
                                    .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                                    .header("Prefer", "wait=30"),
                            "document",
                            "approve")
                    .post("/v1/verifications/document")
                    .then()
                    .statusCode(201)
                    .body("status", equalTo("approved"));

            // Then: one connection at least for the upload and one for the question after it.
            assertThat(front.offeredVersions())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(versions -> assertThat(versions).isNotEmpty().isSubsetOf("0304", "0303"));
        }
    }

    @Test
    void aKairosWithACertificateThatNobodyVouchesForGetsNothing() {
        // Given
        int before = stand.uploads().size();
        try (TlsFront front = TlsFront.before(stand.kairosPort(), certificate);
                GatewayProcess gateway = GatewayProcess.of(front.url()).start()) {
            // When, Then
            stand.upload(
                            given().baseUri(gateway.uri("").toString())
                                    .header("Authorization", "Bearer " + GatewayProcess.API_KEY),
                            "document",
                            "approve")
                    .post("/v1/verifications/document")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("kairos_unreachable"));
            assertThat(front.offeredVersions()).isNotEmpty();
            assertThat(stand.uploads()).hasSize(before);
        }
    }
}
