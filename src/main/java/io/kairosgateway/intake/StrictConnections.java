package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a {@link HeadDeadline} and a {@link StrictRequestDecoder} on every connection of the public ports. Netty loads this by itself, as
 * a service, because neither Quarkus nor Vert.x has a limit for heads or a way to reach a connection before its first request.
 */
@RegisterForReflection
public final class StrictConnections extends ChannelInitializerExtension {

    /** As much as one read of a socket brings: each costs a call of the system here and one towards Kairos, and a paused upload holds one. */
    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(64, 2048, 128 << 10);

    private record Port(HttpServerOptions options, GatewaySettings.Intake settings) {}

    /** Public ports only: requests of other servers in this process pass no filter that would meet the deadline. */
    private static final Map<Integer, Port> PORTS = new ConcurrentHashMap<>();

    static void on(HttpServerOptions options, GatewaySettings.Intake settings) {
        PORTS.put(options.getPort(), new Port(options, settings));
    }

    /** Netty looks once, at the first connection of the process in either direction; so before Vert.x is there to make one. */
    @Singleton
    static class Service implements VertxOptionsCustomizer {

        @Override
        public void accept(VertxOptions options) {
            System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
        }
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (channel.localAddress() instanceof InetSocketAddress local) {
            Port port = PORTS.get(local.getPort());
            if (port != null) {
                channel.config().setRecvByteBufAllocator(READS);
                channel.pipeline().addLast(new HeadDeadline(port.settings(), port.options()));
            }
        }
    }
}
