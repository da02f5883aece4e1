package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.loop.Failures;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSecretsTest {

    @Test
    void filesAreReadAgainAfterAReadingThatThrows(@TempDir Path directory) throws Exception {
        // Given a file system that cannot be asked at first
        Path file = Files.writeString(directory.resolve("app-key"), "the first key");
        Vertx vertx = Vertx.vertx();
        AtomicInteger asked = new AtomicInteger();
        Vertx failing = (Vertx) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Vertx.class}, (it, method, args) -> {
                    if (method.getName().equals("fileSystem") && asked.getAndIncrement() < 3) {
                        throw new IllegalStateException("thrown");
                    }
                    try {
                        return method.invoke(vertx, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        double before = Failures.of("secrets");
        LiveSecrets secrets = new LiveSecrets(
                TestSettings.with(Map.of(
                        "tenants.acme.api-keys", "key-of-the-tenant-acme",
                        "tenants.acme.kairos.app-id", "app-id-of-acme",
                        "tenants.acme.kairos.app-key-file", file.toString(),
                        "secrets.reread", "20ms")),
                failing);
        secrets.start(null);

        // When
        Files.writeString(file, "the second key");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(secrets.current().tenants().get("acme").appKey())
                                .contains("the second key"));
        assertThat(Failures.of("secrets")).isGreaterThanOrEqualTo(before + 3);
        secrets.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anotherEncryptionKeyUnderTheSameIdIsNotTakenUp(@TempDir Path directory) throws Exception {
        // Given
        String first = "k1:" + Base64.getEncoder().encodeToString(new byte[32]);
        String other = Base64.getEncoder().encodeToString("thirty-two bytes of another key.".getBytes());
        Path file = Files.writeString(directory.resolve("encryption-keys"), first);
        Vertx vertx = Vertx.vertx();
        AtomicInteger asked = new AtomicInteger();
        Vertx counting = (Vertx) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Vertx.class}, (it, method, args) -> {
                    if (method.getName().equals("fileSystem")) {
                        asked.incrementAndGet();
                    }
                    try {
                        return method.invoke(vertx, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        LiveSecrets secrets = new LiveSecrets(
                TestSettings.with(Map.of("ledger.encryption-keys-file", file.toString(), "secrets.reread", "20ms")),
                counting);
        secrets.start(null);

        // When
        Files.writeString(file, "k1:" + other);
        int before = asked.get();
        // Two readings that agree are enough.
        await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() > before + 20);

        // Then
        assertThat(secrets.current().encryptionKeys()).containsExactly(first);
        Files.writeString(file, "k2:" + other + "," + first);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(secrets.current().encryptionKeys()).containsExactly("k2:" + other, first));
        secrets.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
