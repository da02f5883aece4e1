package io.kairosgateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A collector of spans: OTLP over HTTP on a real socket, which keeps what it gets, as bytes and decoded. */
public final class OtlpCollector implements AutoCloseable {

    /**
     * A span as it was exported.
     *
     * @param parent the id of its parent, empty for a root
     * @param links trace ids and span ids, each pair with a dash between
     */
    public record Seen(
            String name,
            Span.SpanKind kind,
            String trace,
            String id,
            String parent,
            String state,
            List<String> links,
            boolean failed,
            Map<String, String> attributes,
            long start,
            long end) {

        static Seen of(Span span) {
            return new Seen(
                    span.getName(),
                    span.getKind(),
                    hex(span.getTraceId()),
                    hex(span.getSpanId()),
                    hex(span.getParentSpanId()),
                    span.getTraceState(),
                    span.getLinksList().stream()
                            .map(link -> hex(link.getTraceId()) + "-" + hex(link.getSpanId()))
                            .toList(),
                    span.getStatus().getCodeValue() == 2,
                    map(span.getAttributesList()),
                    span.getStartTimeUnixNano(),
                    span.getEndTimeUnixNano());
        }

        /** What a link to it looks like. */
        public String link() {
            return trace + "-" + id;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int status = 200;
    private volatile boolean silent;

    private OtlpCollector(int port) {
        server = await(vertx.createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(this::take)
                .listen(port, "localhost"));
    }

    public static OtlpCollector started() {
        return startedOn(0);
    }

    public static OtlpCollector startedOn(int port) {
        return new OtlpCollector(port);
    }

    private void take(HttpServerRequest request) {
        Map<String, String> head = new TreeMap<>(Map.of(":path", request.path()));
        request.headers().forEach(head::put);
        heads.add(head);
        request.body().onSuccess(body -> {
            bodies.add(body.getBytes());
            if (!silent) {
                request.response().setStatusCode(status).end();
            }
        });
    }

    public String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** From now on it answers with this status. */
    public void answers(int with) {
        status = with;
    }

    /** From now on it takes everything and answers nothing. */
    public void fallSilent() {
        silent = true;
    }

    /** How often somebody has connected. */
    public int connections() {
        return connections.get();
    }

    /** The heads of all requests, with {@code :path} among them. */
    public List<Map<String, String>> heads() {
        return heads;
    }

    /** All that came in, as it came. */
    public List<byte[]> bodies() {
        return bodies;
    }

    public List<Seen> spans() {
        return requests()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(Seen::of)
                .toList();
    }

    public List<Seen> trace(String id) {
        return spans().stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** What is said of whoever exports. */
    public List<Map<String, String>> resources() {
        return requests()
                .flatMap(request -> request.getResourceSpansList().stream())
                .map(spans -> map(spans.getResource().getAttributesList()))
                .toList();
    }

    private Stream<ExportTraceServiceRequest> requests() {
        return bodies.stream().map(body -> {
            try {
                return ExportTraceServiceRequest.parseFrom(body);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("not OTLP: " + new String(body, StandardCharsets.ISO_8859_1), e);
            }
        });
    }

    private static Map<String, String> map(List<KeyValue> pairs) {
        Map<String, String> map = new TreeMap<>();
        pairs.forEach(pair -> map.put(pair.getKey(), text(pair.getValue())));
        return map;
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
