package io.kairosgateway.intake;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Puts a {@link HeadDeadline} on every connection of the public port. Netty loads this by itself, as a service, because neither Quarkus
 * nor Vert.x has a limit for heads or a way to reach a connection before its first request.
 */
@RegisterForReflection
public final class HeadDeadlines extends ChannelInitializerExtension {

    /** Of the public port only: requests of other servers in this process pass no filter that would meet the deadline. */
    record Limit(int port, Duration limit) {}

    private static volatile Limit limit;

    static void set(Limit next) {
        limit = next;
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
        Limit current = limit;
        if (current != null
                && channel.localAddress() instanceof InetSocketAddress local
                && local.getPort() == current.port()) {
            channel.pipeline().addLast(new HeadDeadline(current.limit()));
        }
    }
}
