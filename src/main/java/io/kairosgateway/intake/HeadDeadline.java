package io.kairosgateway.intake;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request head is not complete in time. A new connection has the time from its opening, TLS included; a kept
 * one from the first byte after an answer, so that it may be idle. It belongs to the channel's event loop, like everything it does.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final long millis;
    private final HttpServerOptions options;
    private Channel channel;
    private boolean headNext = true;
    private ScheduledFuture<?> timer;

    HeadDeadline(Duration limit, HttpServerOptions options) {
        this.millis = limit.toMillis();
        this.options = options;
    }

    /** The head is complete. */
    static void met(HttpServerRequest request) {
        HeadDeadline deadline = of(request);
        if (deadline != null) {
            deadline.headNext = false;
            deadline.cancel();
        }
    }

    /** The answer is complete; what comes next is a head. */
    static void begin(HttpServerRequest request) {
        HeadDeadline deadline = of(request);
        if (deadline != null) {
            deadline.headNext = true;
            StrictRequestDecoder.answered(deadline.channel.pipeline());
        }
    }

    private static HeadDeadline of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? connection.channel().pipeline().get(HeadDeadline.class)
                : null;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        // Earlier there is nothing to replace.
        StrictRequestDecoder.install(context.pipeline(), options);
        start();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (headNext && timer == null) {
            start();
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    private void start() {
        timer = channel.eventLoop()
                .schedule(
                        () -> {
                            channel.close();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
