package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request head is not complete in time. A new connection has the time from its opening, TLS included; a kept
 * one from the first byte after a response, or from the response when that byte has come before, so that it may be idle. Belongs to the
 * channel's event loop.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final GatewaySettings.Intake settings;
    private final HttpServerOptions options;
    private Channel channel;
    private boolean headNext = true;
    private ScheduledFuture<?> timer;

    HeadDeadline(GatewaySettings.Intake settings, HttpServerOptions options) {
        this.settings = settings;
        this.options = options;
    }

    /** The head is complete, or nothing more is read. */
    void met() {
        headNext = false;
        cancel();
    }

    /** What comes next is a head. */
    void free() {
        headNext = true;
    }

    /** There is a part of a head. */
    void waits() {
        headNext = true;
        if (timer == null && channel != null) {
            start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        // Earlier there is nothing to replace.
        DecoderInstallation.at(context.pipeline(), options, settings, this);
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
                        () -> LingeringClose.cut(channel),
                        settings.headTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
