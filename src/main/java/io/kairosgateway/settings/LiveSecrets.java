package io.kairosgateway.settings;

import io.kairosgateway.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The secrets as they are now. Those in files are read again and again, so that they can be replaced without a restart. New contents are
 * taken all at once, and only when two readings agree: a file may be caught half written, and of several one may be new and another not
 * yet. Contents that cannot work are told of once, and what was there before stays.
 */
@Singleton
public class LiveSecrets {

    private static final Logger LOG = Logger.getLogger(LiveSecrets.class);
    private static final long SECOND_LOOK_MILLIS = 200;

    /** A slow file system may take longer than a period. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final GatewaySettings settings;
    private final Vertx vertx;
    private final SecretFiles files;
    private final Loop looks;
    private final boolean trying;
    private volatile Map<String, String> contents;
    private volatile Secrets current;
    private Map<String, String> seen;
    private Map<String, String> refused = Map.of();

    /** Reads the files at once and waits for them, because nothing can start without; this is not an event loop. */
    LiveSecrets(GatewaySettings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
        this.files = new SecretFiles(settings);
        this.trying = StartFindings.trying(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
        this.contents = files.readNow();
        this.current = Secrets.of(settings, contents);
        this.looks = new Loop("secrets", vertx, settings.secrets().reread(), LIMIT, this::look);
    }

    void start(@Observes StartupEvent event) {
        if (!files.none()) {
            looks.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        looks.stop();
    }

    public Secrets current() {
        return current;
    }

    /** What is made of the secrets, made anew when they have changed. */
    public <T> Supplier<T> derived(Function<Secrets, T> make) {
        return new Derived<>(make);
    }

    private final class Derived<T> implements Supplier<T> {

        private record Made<T>(Secrets from, T what) {}

        private final Function<Secrets, T> make;
        private volatile Made<T> made;

        Derived(Function<Secrets, T> make) {
            this.make = make;
        }

        @Override
        public T get() {
            Secrets now = current;
            Made<T> last = made;
            if (last == null || last.from() != now) {
                last = new Made<>(now, make.apply(now));
                made = last;
            }
            return last.what();
        }
    }

    private Uni<Boolean> look() {
        return Uni.createFrom()
                .completionStage(() -> files.read(vertx).toCompletionStage())
                .invoke(this::consider)
                .replaceWith(false);
    }

    private void consider(Map<String, String> next) {
        if (next.equals(contents) || next.equals(refused)) {
            seen = null;
        } else if (!next.equals(seen)) {
            seen = next;
            vertx.setTimer(SECOND_LOOK_MILLIS, later -> looks.step());
        } else {
            seen = null;
            take(next);
        }
    }

    private void take(Map<String, String> next) {
        List<String> findings = new ArrayList<>(SettingsCheck.findings(settings, next, trying));
        if (findings.isEmpty()) {
            EncryptionKeys.replacementProblem(
                            current.encryptionKeys(), Secrets.of(settings, next).encryptionKeys())
                    .ifPresent(findings::add);
        }
        if (findings.isEmpty()) {
            LOG.infof("secrets taken up anew files=%s", files.changed(contents, next));
            refused = Map.of();
            contents = next;
            current = Secrets.of(settings, next);
        } else {
            LOG.errorf("secrets stay as they were cause=%s", String.join(" ", findings));
            refused = next;
        }
    }
}
