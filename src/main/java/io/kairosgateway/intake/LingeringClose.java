package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which the client may still be writing in the way that lets it read the response (RFC 9112, 9.6): our direction is
 * closed at once, what comes in the other is thrown away, and the connection ends when the client ends it, when it has sent more than any
 * upload may have, when it stands still, or when its time is up. At a bare close the client's system would be told by a reset, and would
 * throw the response away. Belongs to the channel's event loop.
 */
final class LingeringClose extends ChannelDuplexHandler {

    private static final int MOST_STALLS = 6;

    private final long stallMillis;
    private long left;
    private boolean lingering;
    private boolean cut;
    private boolean moved;
    private int stallsLeft = MOST_STALLS;
    private ScheduledFuture<?> timer;

    LingeringClose(GatewaySettings.Intake settings) {
        this.left = settings.drainLimit().asLongValue();
        this.stallMillis = settings.drainTimeout().toMillis();
    }

    /** Closes the connection at once; what the client has not read may be lost to it. */
    static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            cut(base.channel());
        } else {
            connection.close();
        }
    }

    static void cut(Channel channel) {
        LingeringClose close = channel.pipeline().get(LingeringClose.class);
        if (close != null) {
            close.cut = true;
        }
        channel.close();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        StrictRequestDecoder decoder = context.pipeline().get(StrictRequestDecoder.class);
        boolean unread =
                decoder != null && decoder.unread() && context.channel().isActive();
        if (cut || !lingering && !unread) {
            context.close(promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (!lingering) {
            lingering = true;
            decoder.leave();
            context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener((ChannelFuture written) -> shutDownOutput(context));
            context.channel().config().setAutoRead(true);
            watch(context);
        }
    }

    /** Over TLS the close of one direction would be the close of both to many clients. */
    private static void shutDownOutput(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null && context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }

    private void watch(ChannelHandlerContext context) {
        moved = false;
        timer = context.executor()
                .schedule(
                        () -> {
                            if (moved && --stallsLeft > 0) {
                                watch(context);
                            } else {
                                end(context);
                            }
                        },
                        stallMillis,
                        TimeUnit.MILLISECONDS);
    }

    private void end(ChannelHandlerContext context) {
        cut = true;
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!lingering) {
            context.fireChannelRead(message);
            return;
        }
        moved = true;
        left -= message instanceof io.netty.buffer.ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (left < 0) {
            // Not closed at once: what the client has not read of the response by then would be lost with the reset.
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (lingering && event == ChannelInputShutdownEvent.INSTANCE) {
            end(context);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        context.fireChannelInactive();
    }
}
