package io.kairosgateway.ops;

import io.netty.util.concurrent.EventExecutor;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Alive as long as every event loop gets to its next task: one that is stuck answers nobody on its connections, and only a restart frees it. */
@Singleton
@org.eclipse.microprofile.health.Liveness
class Liveness implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NAME = "event loops";

    private final Vertx vertx;
    private final Duration patience;

    @Inject
    Liveness(Vertx vertx) {
        this(vertx, PATIENCE);
    }

    Liveness(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        List<Uni<Void>> turns = StreamSupport.stream(vertx.nettyEventLoopGroup().spliterator(), false)
                .map(Liveness::turn)
                .toList();
        return Uni.join()
                .all(turns)
                .andFailFast()
                .ifNoItem()
                .after(patience)
                .fail()
                .map(all -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(stuck -> HealthCheckResponse.down(NAME));
    }

    private static Uni<Void> turn(EventExecutor loop) {
        return Uni.createFrom().emitter(emitter -> loop.execute(() -> emitter.complete(null)));
    }
}
