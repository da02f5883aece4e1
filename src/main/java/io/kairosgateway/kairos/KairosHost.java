package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The addresses of Kairos' name, by the system's own resolver. It is asked again within seconds, so that a change is noticed; by a worker, since
 * it blocks; and one question at a time, since it may hang. While it does not answer, the last addresses are used.
 */
@Singleton
final class KairosHost {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);

    /** Addresses of this age are used at once, while it is asked for newer ones. */
    private static final long USABLE = TimeUnit.SECONDS.toNanos(30);

    /** For so long an address that did not connect is tried after the others. */
    private static final long AVOIDED = TimeUnit.SECONDS.toNanos(30);

    /** Looks a name up; may block. */
    interface Names {
        InetAddress[] all(String name) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final String name;
    private final Duration patience;
    private final int port;
    private final boolean loopbackOnly;
    private final Names names;
    private final LongSupplier clock;
    private final AtomicReference<CompletableFuture<Known>> asking = new AtomicReference<>();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private volatile Known known;

    private record Known(List<InetAddress> addresses, long at) {}

    @Inject
    KairosHost(Vertx vertx, KairosAddress address, GatewaySettings settings) {
        this(
                vertx,
                address.root(),
                settings.kairos().connectTimeout().dividedBy(2),
                InetAddress::getAllByName,
                System::nanoTime);
    }

    /** @param patience how long an answer of the resolver is waited for where older addresses would do */
    KairosHost(Vertx vertx, URI root, Duration patience, Names names, LongSupplier clock) {
        this.vertx = vertx;
        this.patience = patience;
        this.name = root.getHost().replaceAll("[\\[\\]]", "");
        // Plain http is for this machine alone, whatever the resolver says.
        this.loopbackOnly = "http".equals(root.getScheme());
        this.port = root.getPort() >= 0 ? root.getPort() : loopbackOnly ? 80 : 443;
        this.clock = clock;
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(name);
        this.names = literal == null ? names : address -> new InetAddress[] {InetAddress.getByAddress(literal)};
    }

    /** One at least, in the order in which to try them; fails when none is known. */
    Future<List<SocketAddress>> addresses() {
        Known last = known;
        long age = last == null ? Long.MAX_VALUE : clock.getAsLong() - last.at();
        if (age < FRESH) {
            return Future.succeededFuture(inOrder(last));
        }
        CompletableFuture<Known> asked = ask();
        return age < USABLE ? Future.succeededFuture(inOrder(last)) : awaited(asked);
    }

    /** As {@link #addresses}, but asked for from now on: those that were known do not connect. */
    Future<List<SocketAddress>> renewed() {
        return awaited(ask());
    }

    private Future<List<SocketAddress>> awaited(CompletableFuture<Known> asked) {
        return Future.fromCompletionStage(asked, vertx.getOrCreateContext())
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> known == null ? Future.failedFuture(late) : Future.succeededFuture(known))
                .map(this::inOrder);
    }

    void failed(SocketAddress address) {
        failures.put(address.host(), clock.getAsLong());
    }

    void reached(SocketAddress address) {
        failures.remove(address.host());
    }

    private CompletableFuture<Known> ask() {
        CompletableFuture<Known> mine = new CompletableFuture<>();
        CompletableFuture<Known> underWay = asking.compareAndExchange(null, mine);
        if (underWay != null) {
            return underWay;
        }
        vertx.executeBlocking(() -> names.all(name), false).onComplete(answer -> {
            asking.set(null);
            List<InetAddress> usable = answer.failed()
                    ? List.of()
                    : Stream.of(answer.result())
                            .filter(address -> !loopbackOnly || address.isLoopbackAddress())
                            .toList();
            if (!usable.isEmpty()) {
                failures.keySet()
                        .retainAll(
                                usable.stream().map(InetAddress::getHostAddress).toList());
                known = new Known(usable, clock.getAsLong());
            }
            Known last = known;
            if (last != null) {
                mine.complete(last);
            } else {
                mine.completeExceptionally(answer.failed() ? answer.cause() : new UnknownHostException(name));
            }
        });
        return mine;
    }

    private List<SocketAddress> inOrder(Known last) {
        long now = clock.getAsLong();
        return last.addresses().stream()
                .sorted(Comparator.comparing(address -> avoided(address, now)))
                .map(address -> SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .toList();
    }

    private boolean avoided(InetAddress address, long now) {
        Long failed = failures.get(address.getHostAddress());
        return failed != null && now - failed < AVOIDED;
    }
}
