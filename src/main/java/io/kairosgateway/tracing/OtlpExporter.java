package io.kairosgateway.tracing;

import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.logging.Log;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends spans to a collector by OTLP over HTTP, in protobuf. On the client and the event loops that are there anyway: OpenTelemetry's own
 * exporters bring a second HTTP client with threads of its own. What cannot be delivered is dropped and not tried again, and the log says once
 * that it is so and once that it is over.
 */
final class OtlpExporter implements SpanExporter {

    private final Vertx vertx;
    private final HttpClient client;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final AtomicBoolean failing = new AtomicBoolean();

    OtlpExporter(Vertx vertx, URI endpoint, Optional<String> headers, Duration timeout) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.headers = headers.map(Pairs::parse).orElse(Map.of());
        this.timeout = timeout;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) timeout.toMillis()),
                new PoolOptions().setHttp1MaxSize(2).setMaxWaitQueueSize(2));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = new CompletableResultCode();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(endpoint.toString())
                .setConnectTimeout(timeout.toMillis());
        Buffer body = encoded(spans);
        client.request(options)
                .compose(request -> send(request, body))
                .compose(status -> status / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture(new RefusedException(status)))
                .onSuccess(taken -> {
                    if (failing.compareAndSet(true, false)) {
                        Log.info("spans are exported again");
                    }
                    result.succeed();
                })
                .onFailure(lost -> {
                    if (failing.compareAndSet(false, true)) {
                        Log.warnf(
                                "spans cannot be exported and are dropped collector=%s cause=%s",
                                endpoint.getAuthority().replaceFirst(".*@", ""), cause(lost));
                    }
                    result.fail();
                });
        return result;
    }

    private Future<Integer> send(HttpClientRequest request, Buffer body) {
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/x-protobuf");
        headers.forEach(request::putHeader);
        // Told through the futures; without a handler here each reset would be logged as an error.
        request.exceptionHandler(told -> {});
        long timer = vertx.setTimer(
                timeout.toMillis(), late -> request.reset(0, new TimeoutException("no answer of the collector")));
        return request.send(body)
                .compose(response -> {
                    // What it says besides the status is of no use, but the connection is free only after it.
                    response.handler(ignored -> {});
                    return response.end().map(read -> response.statusCode());
                })
                .onComplete(done -> vertx.cancelTimer(timer));
    }

    private static String cause(Throwable lost) {
        return lost instanceof RefusedException refused
                ? "status " + refused.status
                : lost.getClass().getSimpleName();
    }

    private static Buffer encoded(Collection<SpanData> spans) {
        TraceRequestMarshaler marshaler = TraceRequestMarshaler.create(spans);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(marshaler.getBinarySerializedSize());
        try {
            marshaler.writeBinaryTo(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    /** The client goes with Vert.x. */
    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }

    private static final class RefusedException extends RuntimeException {

        private final int status;

        RefusedException(int status) {
            super(null, null, false, false);
            this.status = status;
        }
    }
}
