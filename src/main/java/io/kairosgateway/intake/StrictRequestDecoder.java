package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ByteProcessor;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Refuses a request of which a header is folded over two lines (obs-fold; RFC 9112, 5.2): Netty joins the lines before anybody sees
 * them, and a reader before the gateway may have taken the second line for a header of its own. Lines are consumed whole, so whatever
 * has been read of a head begins with the beginning of a line. It also is where requests on a connection are counted that nobody has
 * answered yet, since whatever comes after it queues them, and where bodies wait until somebody wants them.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private static final String SSL = "ssl";

    private Channel channel;
    private int unanswered;
    private boolean held;
    private boolean reading;
    private DecodedBody body;
    private ByteBuf bytes;
    private int from;
    private boolean inHead;
    private boolean folded;

    private StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Takes the place of the connection's decoder: at once, or over TLS when there is one, after the handshake. */
    static void install(ChannelPipeline pipeline, HttpServerOptions options) {
        if (pipeline.get(SSL) != null) {
            pipeline.addAfter(SSL, null, afterHandshake(options));
        } else {
            replace(pipeline, options);
        }
    }

    private static void replace(ChannelPipeline pipeline, HttpServerOptions options) {
        HttpRequestDecoder lenient = pipeline.get(HttpRequestDecoder.class);
        if (lenient != null) {
            pipeline.replace(lenient, null, new StrictRequestDecoder(options));
            UnreadableHead.install(pipeline);
        }
    }

    private static ChannelHandler afterHandshake(HttpServerOptions options) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                // Vert.x hears of the end of the handshake by this, and adds its decoder.
                context.fireUserEventTriggered(event);
                if (event instanceof SslHandshakeCompletionEvent) {
                    context.pipeline().remove(this);
                    replace(context.pipeline(), options);
                }
            }
        };
    }

    /** The answer to a request of the connection is complete. */
    static void answered(ChannelPipeline pipeline) {
        StrictRequestDecoder decoder = pipeline.get(StrictRequestDecoder.class);
        if (decoder != null) {
            decoder.unanswered--;
            decoder.hold();
        }
    }

    /** The one that the connection is in the middle of, or null. */
    DecodedBody body() {
        return body;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        reading = true;
        try {
            super.channelRead(context, message);
        } finally {
            reading = false;
        }
        if (stopped()) {
            // Whoever has it read on is told no: what nobody decodes would pile up here.
            channel.config().setAutoRead(false);
        }
    }

    /** By itself it asks for more whenever it has made nothing of what it read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (stopped()) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    private boolean stopped() {
        return body != null && body.stopped();
    }

    /** The body has stopped, or goes on, and then with what has been read already. */
    void turn() {
        hold();
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (!stopped() && !reading && context != null) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
                channelReadComplete(context);
            } catch (Exception broken) {
                context.fireExceptionCaught(broken);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel != null) {
            hold();
        }
        context.fireChannelWritabilityChanged();
    }

    /**
     * Reads no more of a client that has a second request under way already, or does not read its answers: requests and answers would
     * queue here without a bound. Whoever resumes reading meanwhile is told no with the next request.
     */
    private void hold() {
        boolean enough = stopped() || unanswered > 1 || !channel.isWritable();
        if (enough || held) {
            held = enough;
            channel.config().setAutoRead(!enough);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        channel = context.channel();
        if (stopped()) {
            return;
        }
        bytes = in;
        from = in.readerIndex();
        super.decode(context, in, out);
        look();
        bytes = null;
        if (body != null && body.divert(out)) {
            body = null;
            hold();
        }
    }

    /** The request line has been read. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        inHead = true;
        folded = false;
        from = bytes.readerIndex();
        return super.createMessage(initialLine);
    }

    /** Asked when the head is complete. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        look();
        inHead = false;
        // Like any head that Netty cannot read: nothing more is decoded on this connection.
        if (folded) {
            throw new IllegalArgumentException("folded header");
        }
        if (message instanceof HttpRequest request && !address(request.uri())) {
            throw new IllegalArgumentException("no address");
        }
        unanswered++;
        body = DecodedBody.of(message, this);
        hold();
        return super.isContentAlwaysEmpty(message);
    }

    /** As the framework asks before anything of ours does, only to answer with a bare status. */
    private static boolean address(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException none) {
            return false;
        }
    }

    private void look() {
        int to = bytes.readerIndex();
        while (inHead && from < to) {
            byte first = bytes.getByte(from);
            folded |= first == ' ' || first == '\t';
            int lineBreak = bytes.forEachByte(from, to - from, ByteProcessor.FIND_LF);
            // There is none when the rest of a request that has failed already was skipped.
            from = lineBreak < 0 ? to : lineBreak + 1;
        }
    }
}
