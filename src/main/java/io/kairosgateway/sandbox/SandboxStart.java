package io.kairosgateway.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonArray;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Runs the simulator beside the gateway and says how to try both. In no other build profile than these does this bean exist. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test", "sandbox"})
class SandboxStart {

    private static final int LIMIT_SECONDS = 10;

    private final SandboxSettings settings;
    private Vertx vertx;
    private KairosSimulator simulator;

    SandboxStart(SandboxSettings settings) {
        this.settings = settings;
    }

    /** The start of the application waits for the simulator, so that the first poll or upload finds it; this is not an event loop. */
    void start(@Observes StartupEvent started) {
        if (settings.enabled()) {
            vertx = isolated();
            var options = SimulatorOptions.defaults().withPort(settings.port()).withDelay(settings.delay());
            simulator = await(KairosSimulator.start(vertx, options));
        }
    }

    void explain(@ObservesAsync HttpServerStart listening, HttpServer server) {
        if (simulator != null) {
            Log.info(SandboxBanner.text(server.getPort(), simulator.url()));
        }
    }

    /** The times of every GET of the verification so far. */
    Future<JsonArray> polls(String uuid) {
        return simulator == null ? Future.succeededFuture(new JsonArray()) : simulator.polls(uuid);
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (vertx != null) {
            await(vertx.close());
        }
    }

    /**
     * Not the managed one, whose metrics would count the simulator's traffic as the gateway's; and where one server has a fixed port
     * and another a free one, their meters differ in tags, Prometheus refuses the second, and the start of the gateway hangs.
     */
    private static Vertx isolated() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("The Kairos simulator: " + failed.getCause(), failed.getCause());
        }
    }
}
