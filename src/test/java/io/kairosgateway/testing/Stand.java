package io.kairosgateway.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.sandbox.KairosSimulator;
import io.kairosgateway.sandbox.SimulatorOptions;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The whole road on real sockets: a Kairos that records, and the packaged gateway before it. */
public final class Stand implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final KairosSimulator kairos;
    private final GatewayProcess.Launch launch;
    private GatewayProcess gateway;

    private Stand(UnaryOperator<GatewayProcess.Launch> settings) {
        kairos = await(KairosSimulator.start(vertx, SimulatorOptions.defaults().withDelay(Duration.ofMillis(500))));
        launch = settings.apply(GatewayProcess.of(kairosUrl()));
        gateway = launch.start();
    }

    public static Stand start() {
        return start(UnaryOperator.identity());
    }

    public static Stand start(UnaryOperator<GatewayProcess.Launch> settings) {
        return new Stand(settings);
    }

    public String kairosUrl() {
        return "http://localhost:" + kairos.port() + "/v0.1";
    }

    public GatewayProcess gateway() {
        return gateway;
    }

    /** Ends the gateway in the given way and starts another with the same settings. */
    public void restart(Consumer<GatewayProcess> end) {
        end.accept(gateway);
        gateway = launch.start();
    }

    public int kairosPort() {
        return kairos.port();
    }

    /** A request to the gateway with the key of the default tenant. */
    public RequestSpecification caller() {
        return stranger().header("Authorization", "Bearer " + GatewayProcess.API_KEY);
    }

    /** A request to the gateway without a key. */
    public RequestSpecification stranger() {
        return given().baseUri(gateway.uri("").toString());
    }

    /** A request to the gateway as a client of Kairos sends it. */
    public RequestSpecification kairosClient() {
        return stranger().header("app_id", "default").header("app_key", GatewayProcess.API_KEY);
    }

    /** A whole upload of the kind; {@code script} is the file name that tells the simulator what to do. */
    public RequestSpecification upload(RequestSpecification request, String kind, String script) {
        String name = script + ".jpg";
        switch (kind) {
            case "full-id" ->
                request.multiPart("selfie", name, Pictures.jpeg(600, 800), "image/jpeg")
                        .multiPart("document", "document.png", Pictures.png(800, 600), "image/png");
            case "document" -> request.multiPart("document", name, Pictures.jpeg(600, 800), "image/jpeg");
            case "biometric" ->
                request.multiPart("selfie", name, Pictures.jpeg(600, 800), "image/jpeg")
                        .multiPart("image", "image.jpg", Pictures.jpeg(600, 800), "image/jpeg");
            case "liveness" ->
                request.multiPart("selfie", name, Pictures.jpeg(600, 800), "image/jpeg")
                        .multiPart("threshold", "0.6");
            default -> throw new IllegalArgumentException(kind);
        }
        return request;
    }

    /** Submits a full-id verification and gives its id. */
    public String submitted(String script) {
        return upload(caller(), "full-id", script)
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** What the simulator has recorded of the POSTs, the newest last. */
    public List<Map<String, Object>> uploads() {
        return requests("POST");
    }

    /** Every request by this method that reached the simulator, the newest last. */
    public List<Map<String, Object>> requests(String method) {
        return record().requests(method);
    }

    public Map<String, Object> lastUpload() {
        List<Map<String, Object>> uploads = uploads();
        return uploads.get(uploads.size() - 1);
    }

    /** What the last upload reached Kairos with, names in lower case. */
    public Map<String, String> lastUploadHeaders() {
        return headersOf(lastUpload());
    }

    /** What a recorded request reached Kairos with, names in lower case. */
    public static Map<String, String> headersOf(Map<String, Object> request) {
        Map<String, String> headers = new TreeMap<>();
        for (Object header : (List<?>) request.get("headers")) {
            Map<?, ?> field = (Map<?, ?>) header;
            headers.put(field.get("name").toString().toLowerCase(Locale.ROOT), String.valueOf(field.get("value")));
        }
        return headers;
    }

    public Map<String, Object> counts() {
        return record().counts();
    }

    private KairosRecord record() {
        return new KairosRecord(kairos.port());
    }

    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /** Closes it; fails when the gateway has blocked an event loop or met a fault that it did not expect. */
    public void closeWithACleanLog() {
        String log = gateway.log();
        close();
        assertThat(log).doesNotContain("has been blocked", "unexpected fault", "ERROR");
    }

    @Override
    public void close() {
        gateway.close();
        await(kairos.close());
        await(vertx.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
