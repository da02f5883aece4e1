package io.kairosgateway.kairos;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * HTTP/1.1 on a connection to Kairos, in place of the codec that Vert.x puts there: that one takes most interim responses for final ones, and
 * from then on every request of the connection reads the response to the one before. Here a response belongs to the one request that is under
 * way, or the connection ends.
 */
final class StrictReplies extends CombinedChannelDuplexHandler<ReplyDecoder, HttpRequestEncoder> {

    private StrictReplies(ReplyDecoder decoder) {
        super(decoder, new HttpRequestEncoder());
    }

    /**
     * Called for every new connection, before its first request.
     *
     * @param maxBytes that may arrive for one request, everything counted
     */
    static void install(HttpConnection connection, long maxBytes) {
        ChannelHandlerContext handler = ((ConnectionBase) connection).channelHandlerContext();
        ChannelPipeline pipeline = handler.pipeline();
        ReplyDecoder decoder = new ReplyDecoder(maxBytes, () -> {
            // Out of the pool at once, and not behind what is still to be written.
            connection.close();
            handler.close();
        });
        pipeline.replace(HttpClientCodec.class, "codec", new StrictReplies(decoder));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpRequest) {
            inboundHandler().requestBegun();
        }
        if (message instanceof LastHttpContent) {
            inboundHandler().requestEnded();
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && !inboundHandler().admits(bytes)) {
            bytes.release();
        } else {
            super.channelRead(context, message);
        }
    }
}
