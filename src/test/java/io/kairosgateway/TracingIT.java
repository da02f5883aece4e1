package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.OtlpCollector;
import io.kairosgateway.testing.OtlpCollector.Seen;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One trace from the submit to the decision that is delivered, as a collector gets it from the packaged gateway. */
class TracingIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static OtlpCollector collector;
    private static Stand stand;

    @BeforeAll
    static void start() {
        collector = OtlpCollector.started();
        stand = Stand.start(gateway -> traced(gateway, collector)
                .with("GATEWAY_INTAKE_STALL_TIMEOUT", "1s")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "2s"));
    }

    @AfterAll
    static void stop() {
        String log = stand.gateway().log();
        stand.closeWithACleanLog();
        collector.close();
        assertThat(log).doesNotContain("secret of the collector", "secret%20of");
    }

    private static GatewayProcess.Launch traced(GatewayProcess.Launch gateway, OtlpCollector to) {
        return gateway.with("OTEL_EXPORTER_OTLP_ENDPOINT", to.url())
                .with("OTEL_EXPORTER_OTLP_HEADERS", "x-collector-key=secret%20of%20the%20collector")
                .with("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
                .with("GATEWAY_TRACING_EXPORT_DELAY", "100ms");
    }

    /** A context such as a caller brings. */
    private record Context(String trace, String span, String flags) {

        static Context sampled() {
            return new Context(hex(32), hex(16), "01");
        }

        static Context unsampled() {
            return new Context(hex(32), hex(16), "00");
        }

        private static String hex(int length) {
            return UUID.randomUUID().toString().replace("-", "").substring(0, length);
        }

        String traceparent() {
            return "00-" + trace + "-" + span + "-" + flags;
        }
    }

    private static RequestSpecification with(Context context) {
        return stand.caller().header("traceparent", context.traceparent());
    }

    private static String submitted(Stand at, RequestSpecification request, String script) {
        return at.upload(request, "document", script)
                .post("/v1/verifications/document")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static EventStreamClient events(GatewayProcess gateway, String id, String... headers) {
        return EventStreamClient.open(
                gateway.uri("/v1/verifications/" + id + "/events"),
                Stream.concat(Stream.of("Authorization", "Bearer " + GatewayProcess.API_KEY), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private static void decided(RequestSpecification request, String id) {
        request.header("Prefer", "wait=20")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200);
    }

    private static Seen one(OtlpCollector at, String id, String name) {
        await().atMost(SOON).until(() -> !named(at, id, name).isEmpty());
        List<Seen> spans = named(at, id, name);
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    /** The spans of this name that are about the verification. */
    private static List<Seen> named(OtlpCollector at, String id, String name) {
        return at.spans().stream()
                .filter(span -> span.name().equals(name))
                .filter(span -> id.equals(span.attributes().get("kairos_gateway.verification")))
                .toList();
    }

    private static Seen submit(String id) {
        return one(collector, id, "POST /v1/verifications/{kind}");
    }

    private static List<Seen> children(Seen parent, String name) {
        return collector.trace(parent.trace()).stream()
                .filter(span -> span.parent().equals(parent.id()) && span.name().equals(name))
                .toList();
    }

    private static Map<String, String> lastUpload(Stand at) {
        return at.lastUploadHeaders();
    }

    private static List<String> traceparentsOfGets(Stand at, String id) {
        return at.requests("GET").stream()
                .filter(get -> id.equals(get.get("uuid")))
                .map(get -> Stand.headersOf(get).get("traceparent"))
                .toList();
    }

    private static List<JsonObject> audited(GatewayProcess gateway, String id) {
        return gateway.log()
                .lines()
                .filter(line -> line.startsWith("{") && line.contains("\"audit\"") && line.contains(id))
                .map(JsonObject::new)
                .map(line -> line.getJsonObject("mdc"))
                .toList();
    }

    @Test
    void oneTraceJoinsSubmitPollsAndDelivery() {
        // Given: who waits brings no trace of its own.
        String id = submitted(stand, stand.caller(), "approve-delay=2s");

        // When
        CompletableFuture<Void> longPoll = CompletableFuture.runAsync(() -> decided(stand.caller(), id));
        try (EventStreamClient stream = events(stand.gateway(), id)) {
            await().atMost(SOON).until(() -> stream.ended() && longPoll.isDone());
            longPoll.join();
        }

        // Then: the submit is the root,
        Seen submit = submit(id);
        assertThat(submit.parent()).isEmpty();
        assertThat(submit.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(submit.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/verifications/{kind}")
                .containsEntry("http.response.status_code", "202")
                .containsEntry("kairos_gateway.tenant", "default")
                .containsEntry("kairos_gateway.kind", "document");
        // the upload to Kairos is within it, and Kairos is told,
        Seen upload = children(submit, "POST /{version}/{kind}-verification").get(0);
        assertThat(upload.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(stand.uploads())
                .map(Stand::headersOf)
                .map(headers -> headers.get("traceparent"))
                .contains("00-" + submit.trace() + "-" + upload.id() + "-01");
        // so are the polls, each with its GET, of which Kairos is told too,
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(children(submit, "poll"))
                        .anyMatch(poll -> "decided".equals(poll.attributes().get("kairos_gateway.result"))));
        List<Seen> polls = children(submit, "poll");
        assertThat(polls)
                .hasSizeGreaterThan(1)
                .extracting(poll -> poll.attributes().get("kairos_gateway.poll"))
                .contains("1", String.valueOf(polls.size()));
        List<String> gets = polls.stream()
                .map(poll -> children(poll, "GET /{version}/{kind}-verification/{uuid}"))
                .peek(get -> assertThat(get).hasSize(1))
                .map(get -> "00-" + submit.trace() + "-" + get.get(0).id() + "-01")
                .toList();
        assertThat(traceparentsOfGets(stand, id)).containsExactlyInAnyOrderElementsOf(gets);
        // and whoever waited, with what was delivered.
        Seen stream = one(collector, id, "GET /v1/verifications/{id}/events");
        Seen read = one(collector, id, "GET /v1/verifications/{id}");
        for (Seen waiter : List.of(stream, read)) {
            assertThat(waiter.trace()).isEqualTo(submit.trace());
            assertThat(waiter.parent()).isEqualTo(submit.id());
            assertThat(waiter.links()).isEmpty();
            assertThat(children(waiter, "deliver")).hasSize(1).allSatisfy(delivery -> {
                assertThat(delivery.start()).isGreaterThanOrEqualTo(waiter.start());
                assertThat(delivery.end()).isLessThanOrEqualTo(waiter.end());
            });
        }
    }

    @Test
    void aSubmitThatWaitsIsDeliveredToInItsOwnSpan() {
        // When
        String id = stand.upload(stand.caller().header("Prefer", "wait=20"), "document", "approve-delay=500ms")
                .post("/v1/verifications/document")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        Seen submit = submit(id);
        await().atMost(SOON).until(() -> !children(submit, "deliver").isEmpty());
        assertThat(children(submit, "poll")).isNotEmpty();
    }

    @Test
    void theTraceOfACallerIsTakenAndHandedOn() {
        // Given
        Context caller = Context.sampled();

        // When
        String id = submitted(
                stand,
                with(caller).header("tracestate", "one=state-of-one").header("tracestate", "two=state-of-two"),
                "approve-delay=100ms");
        Map<String, String> upload = lastUpload(stand);
        decided(stand.caller(), id);

        // Then
        Seen submit = submit(id);
        assertThat(submit.trace()).isEqualTo(caller.trace());
        assertThat(submit.parent()).isEqualTo(caller.span());
        assertThat(upload.get("traceparent"))
                .startsWith("00-" + caller.trace() + "-")
                .endsWith("-01");
        assertThat(upload.get("tracestate")).isEqualTo("one=state-of-one,two=state-of-two");
        assertThat(traceparentsOfGets(stand, id))
                .isNotEmpty()
                .allSatisfy(sent -> assertThat(sent).startsWith("00-" + caller.trace() + "-"));
        // What the caller wrote itself is not exported.
        assertThat(collector.trace(caller.trace()))
                .allSatisfy(span -> assertThat(span.state()).isEmpty());
    }

    @Test
    void whoWaitsWithATraceOfItsOwnKeepsItAndIsLinked() {
        // Given
        Context streamer = Context.sampled();
        Context reader = Context.sampled();
        String id = submitted(stand, stand.caller(), "approve-delay=2s");

        // When
        CompletableFuture<Void> longPoll = CompletableFuture.runAsync(() -> decided(with(reader), id));
        try (EventStreamClient stream = events(stand.gateway(), id, "traceparent", streamer.traceparent())) {
            await().atMost(SOON).until(() -> stream.ended() && longPoll.isDone());
            longPoll.join();
        }

        // Then
        Seen submit = submit(id);
        Seen stream = one(collector, id, "GET /v1/verifications/{id}/events");
        Seen read = one(collector, id, "GET /v1/verifications/{id}");
        assertThat(stream.trace()).isEqualTo(streamer.trace());
        assertThat(stream.parent()).isEqualTo(streamer.span());
        assertThat(read.trace()).isEqualTo(reader.trace());
        assertThat(read.parent()).isEqualTo(reader.span());
        assertThat(List.of(stream, read))
                .allSatisfy(waiter -> assertThat(waiter.links()).containsExactly(submit.link()));
        // The deliveries are in the submit's trace all the same.
        assertThat(children(submit, "deliver"))
                .hasSize(2)
                .flatExtracting(Seen::links)
                .containsExactlyInAnyOrder(stream.link(), read.link());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jane.doe@example.com",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-jane",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
            })
    void whatIsNoTraceparentIsIgnored(String garbage) {
        // When
        String id = submitted(
                stand,
                stand.caller().header("traceparent", garbage).header("tracestate", "one=jane"),
                "approve-delay=100ms");
        Map<String, String> upload = lastUpload(stand);

        // Then
        Seen submit = submit(id);
        assertThat(submit.parent()).isEmpty();
        assertThat(submit.trace()).isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(upload.get("traceparent")).startsWith("00-" + submit.trace() + "-");
        assertThat(upload).doesNotContainKey("tracestate");
    }

    @Test
    void ofTwoTraceparentsNoneIsTaken() {
        // When
        String id = submitted(
                stand,
                with(Context.sampled()).header("traceparent", Context.sampled().traceparent()),
                "approve-delay=100ms");

        // Then
        assertThat(submit(id).parent()).isEmpty();
    }

    @Test
    void whatItsCallerDoesNotSampleIsHandedOnButNotExported() {
        // Given
        Context caller = Context.unsampled();

        // When
        String unsampled = submitted(stand, with(caller), "approve-delay=100ms");
        Map<String, String> upload = lastUpload(stand);
        decided(with(Context.unsampled()), unsampled);
        String sampled = submitted(stand, stand.caller(), "approve-delay=100ms");

        // Then: what came later is there, and of this there is nothing.
        submit(sampled);
        assertThat(upload.get("traceparent"))
                .startsWith("00-" + caller.trace() + "-")
                .endsWith("-00");
        assertThat(collector.spans())
                .noneMatch(span -> unsampled.equals(span.attributes().get("kairos_gateway.verification")));
        assertThat(collector.trace(caller.trace())).isEmpty();
        assertThat(traceparentsOfGets(stand, unsampled)).containsOnly((String) null);
    }

    @Test
    void everyReplicaGoesOnWithTheTraceOfTheSubmit() {
        // Given: one replica takes the upload and never polls, another polls and delivers.
        try (RealRedis redis = RealRedis.started();
                Stand submitting = Stand.start(gateway -> shared(gateway, redis).with("GATEWAY_WATCH_TICK", "1h"));
                GatewayProcess other =
                        shared(GatewayProcess.of(submitting.kairosUrl()), redis).start()) {
            String id = submitted(submitting, submitting.caller(), "approve-delay=1s");

            // When
            try (EventStreamClient stream = events(other, id)) {
                await().atMost(SOON).until(stream::ended);
            }

            // Then
            Seen submit = submit(id);
            Seen stream = one(collector, id, "GET /v1/verifications/{id}/events");
            assertThat(stream.parent()).isEqualTo(submit.id());
            await().atMost(SOON)
                    .until(() -> !children(submit, "poll").isEmpty()
                            && !children(stream, "deliver").isEmpty());
        }
    }

    private static GatewayProcess.Launch shared(GatewayProcess.Launch gateway, RealRedis redis) {
        return traced(gateway, collector)
                .with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY);
    }

    @Test
    void aRequestThatFailsSaysWhyInTheCataloguesWords() {
        // Given
        Context stranger = Context.sampled();
        Context lost = Context.sampled();
        Context failing = Context.sampled();

        // When
        stand.stranger()
                .header("traceparent", stranger.traceparent())
                .get("/v1/verifications/jane-doe-1990")
                .then()
                .statusCode(401);
        with(lost).get("/v1/verifications/jane-doe-1991").then().statusCode(404);
        stand.upload(with(failing), "document", "fault=500").post("/v1/verifications/document");

        // Then
        await().atMost(SOON)
                .until(() -> Stream.of(stranger, lost, failing)
                        .noneMatch(context -> collector.trace(context.trace()).isEmpty()));
        assertThat(collector.trace(stranger.trace())).singleElement().satisfies(span -> {
            assertThat(span.attributes()).containsEntry("kairos_gateway.problem", "unauthenticated");
            assertThat(span.failed()).isFalse();
        });
        assertThat(collector.trace(lost.trace()))
                .singleElement()
                .satisfies(span -> assertThat(span.attributes())
                        .containsEntry("kairos_gateway.problem", "verification_not_found")
                        .doesNotContainKey("kairos_gateway.verification"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(collector.trace(failing.trace()))
                        .hasSize(2)
                        .allMatch(Seen::failed)
                        .anySatisfy(span ->
                                assertThat(span.attributes()).containsEntry("kairos_gateway.problem", "kairos_error")));
        // What the path says is no verification, and stays out.
        assertThat(collector.bodies()).noneMatch(body -> new String(body).contains("jane"));
    }

    @Test
    void aClientThatLeavesEndsItsSpans() {
        // Given
        Context caller = Context.sampled();
        byte[] body = MultipartBodies.body()
                .file("document", "document.jpg", "image/jpeg", Pictures.jpeg(600, 800, 40_000))
                .close();

        // When
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v1/verifications/document",
                MultipartBodies.CONTENT_TYPE,
                body.length,
                "traceparent: " + caller.traceparent())) {
            upload.send(body, 0, 20_000).vanish();
        }

        // Then
        await().atMost(SOON).until(() -> collector.trace(caller.trace()).size() == 2);
        assertThat(collector.trace(caller.trace()))
                .anySatisfy(span -> assertThat(span.attributes()).containsEntry("error.type", "client_left"))
                .anySatisfy(span -> assertThat(span.attributes()).containsEntry("error.type", "upload_aborted"));
    }

    @Test
    void nothingIsExportedButWhatIsAllowed() {
        // Given: one of everything, from the tests before or from here.
        String id = submitted(stand, stand.caller(), "approve-delay=100ms-poll=500x1");
        decided(stand.caller(), id);
        submit(id);

        // Then
        assertThat(collector.spans()).hasSizeGreaterThan(4).allSatisfy(span -> {
            assertThat(span.name())
                    .isIn(
                            "POST /v1/verifications/{kind}",
                            "GET /v1/verifications/{id}",
                            "GET /v1/verifications/{id}/events",
                            "POST /{version}/{kind}-verification",
                            "GET /{version}/{kind}-verification/{uuid}",
                            "poll",
                            "deliver");
            span.attributes()
                    .forEach((name, value) -> assertThat(value).as(name).matches(allowed(name)));
            assertThat(span.state()).isEmpty();
        });
        assertThat(collector.resources())
                .allSatisfy(resource -> assertThat(resource)
                        .containsEntry("service.name", "kairos-gateway")
                        .containsEntry("deployment.environment.name", "test")
                        .containsOnlyKeys(
                                "service.name",
                                "service.instance.id",
                                "deployment.environment.name",
                                "telemetry.sdk.language",
                                "telemetry.sdk.name",
                                "telemetry.sdk.version"));
        assertThat(collector.heads())
                .allSatisfy(head -> assertThat(head)
                        .containsEntry(":path", "/v1/traces")
                        .containsEntry("x-collector-key", "secret of the collector"));
    }

    private static String allowed(String name) {
        return switch (name) {
            case "http.request.method" -> "GET|POST";
            case "http.route", "url.template" -> "[a-z0-9/{}-]+";
            case "http.response.status_code" -> "[1-5][0-9][0-9]";
            case "http.request.resend_count", "kairos_gateway.poll" -> "[1-9][0-9]?";
            case "peer.service" -> "kairos";
            case "error.type", "kairos_gateway.problem" -> "[a-z_]+";
            case "kairos_gateway.result" -> "decided|pending|unreadable|foreign|kairos_[a-z_]+";
            case "kairos_gateway.tenant" -> "default";
            case "kairos_gateway.kind" -> "full-id|document|biometric|liveness";
            case "kairos_gateway.verification" -> "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
            default -> throw new AssertionError("not allowed: " + name);
        };
    }

    @Test
    void theLogNamesTheTrace() {
        // When
        String id = submitted(stand, stand.caller(), "approve-delay=100ms");
        decided(stand.caller(), id);

        // Then
        Seen submit = submit(id);
        await().atMost(SOON).until(() -> audited(stand.gateway(), id).size() == 2);
        assertThat(audited(stand.gateway(), id))
                .allSatisfy(fields -> assertThat(fields.getString("trace")).isEqualTo(submit.trace()));
    }

    @Test
    void withoutAnEndpointThereIsNoTracing() {
        // Given
        Context caller = Context.sampled();
        try (Stand untraced = Stand.start()) {
            // When
            String id = submitted(
                    untraced,
                    untraced.caller()
                            .header("traceparent", caller.traceparent())
                            .header("tracestate", "one=two"),
                    "approve-delay=100ms");
            decided(untraced.caller().header("traceparent", caller.traceparent()), id);

            // Then
            assertThat(untraced.lastUploadHeaders()).doesNotContainKeys("traceparent", "tracestate");
            assertThat(traceparentsOfGets(untraced, id)).isNotEmpty().containsOnly((String) null);
            await().atMost(SOON).until(() -> !audited(untraced.gateway(), id).isEmpty());
            assertThat(audited(untraced.gateway(), id))
                    .allSatisfy(
                            fields -> assertThat(fields.containsKey("trace")).isFalse());
            assertThat(untraced.gateway().log()).doesNotContain(caller.trace(), "spans");
        }
    }

    @Test
    @DisabledIf(value = "isNative", disabledReason = "the executable does not tell the system the names of its threads")
    void withoutAnEndpointThereIsNoThreadForIt() {
        // Given
        try (Stand untraced = Stand.start()) {
            decided(untraced.caller(), submitted(untraced, untraced.caller(), "approve-delay=100ms"));

            // Then
            assertThat(exporting(untraced.gateway())).isFalse();
            assertThat(exporting(stand.gateway())).isTrue();
        }
    }

    static boolean isNative() {
        return !System.getProperty("native.image.path", "").isBlank();
    }

    /** Whether it has the thread that hands spans to the exporter. */
    private static boolean exporting(GatewayProcess gateway) {
        return gateway.threads().stream().anyMatch(name -> name.startsWith("BatchSpanProc"));
    }

    @ParameterizedTest
    @CsvSource({"OTEL_SDK_DISABLED, true", "OTEL_TRACES_EXPORTER, none"})
    void whatIsDisabledConnectsToNothing(String variable, String value) {
        // Given
        try (OtlpCollector unused = OtlpCollector.started();
                Stand disabled = Stand.start(gateway -> traced(gateway, unused).with(variable, value))) {
            // When
            String id = submitted(disabled, disabled.caller(), "approve-delay=100ms");
            decided(disabled.caller(), id);

            // Then
            assertThat(unused.connections()).isZero();
        }
    }

    @Test
    void theCallersSampledFlagIsNotAskedWhenTheSamplerSaysSo() {
        // Given
        try (OtlpCollector few = OtlpCollector.started();
                Stand sampling = Stand.start(gateway -> traced(gateway, few)
                        .with("OTEL_TRACES_SAMPLER", "traceidratio")
                        .with("OTEL_TRACES_SAMPLER_ARG", "0"))) {
            // When
            String id = submitted(
                    sampling,
                    sampling.caller().header("traceparent", Context.sampled().traceparent()),
                    "approve-delay=100ms");
            decided(sampling.caller(), id);
            sampling.gateway().stop();

            // Then
            assertThat(few.spans()).isEmpty();
        }
    }

    @Test
    void aCollectorThatIsAwayHarmsNothingAndIsFoundAgain() {
        // Given
        int port = GatewayProcess.freePort();
        try (Stand alone =
                Stand.start(gateway -> gateway.with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + port)
                        .with("GATEWAY_TRACING_EXPORT_DELAY", "50ms"))) {
            // When
            for (int i = 0; i < 5; i++) {
                decided(alone.caller(), submitted(alone, alone.caller(), "approve-delay=100ms"));
            }

            // Then
            await().atMost(SOON).until(() -> lines(alone, "spans cannot be exported") == 1);

            // When
            try (OtlpCollector back = OtlpCollector.startedOn(port)) {
                String id = submitted(alone, alone.caller(), "approve-delay=100ms");

                // Then
                one(back, id, "POST /v1/verifications/{kind}");
                await().atMost(SOON).until(() -> lines(alone, "spans are exported again") == 1);
                assertThat(lines(alone, "spans cannot be exported")).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCollectorThatHangsOrRefusesHarmsNothing(boolean hangs) {
        // Given
        try (OtlpCollector odd = OtlpCollector.started();
                Stand alone =
                        Stand.start(gateway -> traced(gateway, odd).with("GATEWAY_TRACING_EXPORT_TIMEOUT", "300ms"))) {
            if (hangs) {
                odd.fallSilent();
            } else {
                odd.answers(503);
            }

            // When
            for (int i = 0; i < 5; i++) {
                decided(alone.caller(), submitted(alone, alone.caller(), "approve-delay=100ms"));
            }

            // Then
            await().atMost(SOON).until(() -> lines(alone, "spans cannot be exported") == 1);
            assertThat(alone.gateway().log()).doesNotContain("ERROR", "has been blocked");
        }
    }

    private static long lines(Stand at, String text) {
        return at.gateway().log().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void theLastSpansAreExportedBeforeTheEnd() {
        // Given
        try (OtlpCollector last = OtlpCollector.started();
                Stand ending = Stand.start(gateway -> traced(gateway, last)
                        .with("GATEWAY_TRACING_EXPORT_DELAY", "1h")
                        .with("OTEL_SERVICE_NAME", "gateway-of-a-test")
                        .with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", last.url() + "/of/its/own"))) {
            String id = submitted(ending, ending.caller(), "approve-delay=100ms");
            decided(ending.caller(), id);
            assertThat(last.spans()).isEmpty();

            // When
            ending.gateway().stop();

            // Then
            assertThat(named(last, id, "POST /v1/verifications/{kind}")).hasSize(1);
            assertThat(last.heads()).extracting(head -> head.get(":path")).containsOnly("/of/its/own");
            assertThat(last.resources())
                    .extracting(resource -> resource.get("service.name"))
                    .containsOnly("gateway-of-a-test");
        }
    }
}
