package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.function.BiFunction;

/** GETs to Kairos. Each is bounded in time and in bytes, and one that nobody waits for any more is cut. */
@Singleton
class KairosGets {

    private final Vertx vertx;
    private final KairosAddress address;
    private final GatewaySettings.Kairos settings;
    private final KairosClients pooled;
    private final KairosClients single;

    KairosGets(Vertx vertx, KairosAddress address, KairosHost host, GatewaySettings settings) {
        this.vertx = vertx;
        this.address = address;
        this.settings = settings.kairos();
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(this.settings.guards().concurrency())
                .setMaxWaitQueueSize(4 * this.settings.guards().concurrency());
        long maxAnswer = this.settings.maxAnswerSize().asLongValue();
        this.pooled = new KairosClients(vertx, options(), pool, host, maxAnswer);
        this.single = new KairosClients(vertx, options().setKeepAlive(false), pool, host, maxAnswer);
    }

    private HttpClientOptions options() {
        return new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) Math.max(1, settings.keepAlive().toSeconds()));
    }

    /**
     * What is asked for.
     *
     * @param traceparent what Kairos is told of the trace, null for nothing
     * @param alone on a connection that has carried nothing before and carries nothing after it
     */
    record Get(
            Credentials credentials,
            HeaderSpelling spelling,
            String apiVersion,
            Kind kind,
            VerificationId id,
            String traceparent,
            boolean alone) {}

    /** Closes the connection that the answer came on, before another GET can get it. */
    interface Distrust extends Runnable {}

    /**
     * Fails with {@link io.smallrye.mutiny.TimeoutException} or {@link Lost} when there is no answer.
     *
     * @param reader is called with the answer while its connection is still nobody else's
     */
    <T> Uni<T> get(Get get, BiFunction<KairosAnswer, Distrust, T> reader) {
        return Uni.createFrom()
                .<T>emitter(emitter -> {
                    OneGet<T> one = new OneGet<>(emitter, reader, settings.maxAnswerSize());
                    emitter.onTermination(one::leave);
                    vertx.getOrCreateContext().runOnContext(here -> {
                        one.run((get.alone ? single : pooled).open(to(get)));
                    });
                })
                .ifNoItem()
                .after(settings.guards().timeout())
                .fail();
    }

    private RequestOptions to(Get get) {
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address.collection(get.apiVersion, get.kind) + "/" + get.id)
                .setConnectTimeout(settings.connectTimeout().toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("Accept-Encoding", "identity")
                .putHeader("User-Agent", "kairos-gateway")
                .putHeader(KairosAddress.idHeader(get.spelling), get.credentials.appId())
                .putHeader(KairosAddress.keyHeader(get.spelling), get.credentials.appKey());
        return get.traceparent == null ? to : to.putHeader("traceparent", get.traceparent);
    }

    @PreDestroy
    void close() {
        pooled.close();
        single.close();
    }

    /** There is no answer, for a reason on the way or at Kairos. */
    static final class Lost extends RuntimeException {

        Lost(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
