package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KairosHostTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile String[] answer = {"127.0.0.2", "127.0.0.3"};
    private volatile boolean hangs;

    private final KairosHost host = host("http://localhost:1234");

    private KairosHost host(String root) {
        return new KairosHost(vertx, URI.create(root), Duration.ofMillis(100), this::lookedUp, clock::get);
    }

    private InetAddress[] lookedUp(String name) throws UnknownHostException {
        questions.incrementAndGet();
        if (hangs) {
            try {
                hanging.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        if (answer.length == 0) {
            throw new UnknownHostException(name);
        }
        return Stream.of(answer).map(KairosHostTest::inet).toArray(InetAddress[]::new);
    }

    private static InetAddress inet(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        vertx.close();
    }

    private static List<String> hosts(Future<List<SocketAddress>> addresses) {
        return addresses.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join().stream()
                .map(SocketAddress::host)
                .toList();
    }

    private void passes(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void aNameIsLookedUpAgainWithinSecondsAndMeanwhileAtOnceAnswered() {
        // Given
        assertThat(hosts(host.addresses())).containsExactly("127.0.0.2", "127.0.0.3");
        answer = new String[] {"127.0.0.4"};
        passes(Duration.ofSeconds(1));
        assertThat(hosts(host.addresses())).containsExactly("127.0.0.2", "127.0.0.3");
        assertThat(questions).hasValue(1);

        // When
        passes(Duration.ofSeconds(2));

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(hosts(host.addresses())).containsExactly("127.0.0.4"));
        assertThat(questions).hasValue(2);
    }

    @Test
    void anAddressThatDidNotConnectIsTriedLastForAWhile() {
        // Given
        hosts(host.addresses());

        // When
        host.failed(SocketAddress.inetSocketAddress(1234, "127.0.0.2"));

        // Then
        assertThat(hosts(host.addresses())).containsExactly("127.0.0.3", "127.0.0.2");
        host.reached(SocketAddress.inetSocketAddress(1234, "127.0.0.2"));
        assertThat(hosts(host.addresses())).containsExactly("127.0.0.2", "127.0.0.3");
    }

    @Test
    void theLastAddressesAreUsedWhileTheResolverFailsOrHangs() {
        // Given
        hosts(host.addresses());
        answer = new String[0];

        // When
        passes(Duration.ofHours(1));
        List<String> failed = hosts(host.addresses());
        hangs = true;
        passes(Duration.ofHours(1));
        List<String> late = hosts(host.addresses());
        int asked = questions.get();
        List<String> later = hosts(host.renewed());

        // Then
        assertThat(List.of(failed, late, later)).containsOnly(List.of("127.0.0.2", "127.0.0.3"));
        assertThat(questions).hasValue(asked);
    }

    @Test
    void aNameThatNobodyKnowsIsAFailure() {
        // Given
        answer = new String[0];

        // Then
        assertThatThrownBy(() -> hosts(host.addresses())).hasRootCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void plainHttpStaysOnThisMachineWhateverTheResolverSays() {
        // Given
        answer = new String[] {"192.0.2.1", "127.0.0.1"};

        // Then
        assertThat(hosts(host.addresses())).containsExactly("127.0.0.1");
        assertThat(hosts(host("https://kairos.example").addresses())).containsExactly("192.0.2.1", "127.0.0.1");
    }

    @Test
    void aLiteralAddressIsNotLookedUp() {
        assertThat(hosts(host("http://[::1]:1234").addresses())).containsExactly("0:0:0:0:0:0:0:1");
        assertThat(questions).hasValue(0);
    }
}
