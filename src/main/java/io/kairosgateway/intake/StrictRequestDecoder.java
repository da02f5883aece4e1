package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/**
 * Decodes the requests of a connection one at a time, by {@link HeadRules} and {@link ChunkLines}. The next head is not looked at before the
 * response to the one before is complete and its body has ended, and then in a turn of its own, so that no connection keeps its event loop
 * from the others, however much has been read of it. Meanwhile what is read waits here, one read of the socket at most. What Netty makes of
 * bytes that break a rule is refused and everything after it is skipped. Belongs to the channel's event loop.
 *
 * <p>Lines are consumed whole, so whatever has been read of a head begins with the beginning of a line. That is how a header that is folded
 * over two lines is seen, which Netty joins before anybody else sees it.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

    private final HeadDeadline deadline;
    private Channel channel;
    private DecodedBody body;
    private ChunkLines chunks;
    private boolean underWay;
    private boolean answered;
    private boolean turnTaken;
    private boolean held;
    private boolean reading;
    private boolean inputEnded;
    private boolean broken;
    private boolean left;
    private ByteBuf bytes;
    private int from;
    private boolean inHead;
    private boolean folded;

    StrictRequestDecoder(HttpServerOptions options, HeadDeadline deadline) {
        super(options);
        this.deadline = deadline;
    }

    /** The response to the request is complete. */
    static void answered(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            StrictRequestDecoder decoder = connection.channel().pipeline().get(StrictRequestDecoder.class);
            if (decoder != null && decoder.channel.eventLoop().inEventLoop()) {
                decoder.answered();
            } else if (decoder != null) {
                decoder.channel.eventLoop().execute(decoder::answered);
            }
        }
    }

    void answered() {
        answered = true;
        settle();
    }

    /** The one that the connection is in the middle of, or null. */
    DecodedBody body() {
        return body;
    }

    /** Whether the client may still be writing what nobody is going to read. */
    boolean unread() {
        return !inputEnded && (broken || body != null || actualReadableBytes() > 0);
    }

    /** Nothing more is made of this connection. */
    void leave() {
        left = true;
        deadline.met();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        reading = true;
        try {
            super.channelRead(context, message);
        } finally {
            reading = false;
        }
        settle();
    }

    /** By itself it asks for more whenever it has made nothing of what it read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (held) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    /** Half a message is no message, so nothing is made of what is left at the end. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            // Not told to the decoder, which would throw away what has been read and waits.
            inputEnded = true;
            context.fireUserEventTriggered(event);
            settle();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !underWay && !turnTaken && actualReadableBytes() > 0) {
            takeTurn();
        }
        settle();
        context.fireChannelWritabilityChanged();
    }

    /** The body has stopped, or goes on, and then with what has been read already. */
    void turn() {
        hold();
        if (!waits() && !reading) {
            read();
        }
    }

    private void read() {
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (context != null) {
            try {
                channelRead(context, Unpooled.EMPTY_BUFFER);
                channelReadComplete(context);
            } catch (Exception broken) {
                context.fireExceptionCaught(broken);
            }
        }
    }

    /** Whether nothing of what has been read may be decoded now. */
    private boolean waits() {
        return body != null ? body.stopped() : underWay || !channel.isWritable();
    }

    private void settle() {
        if (left || reading) {
            return;
        }
        if (underWay && answered && body == null && !broken) {
            underWay = false;
            answered = false;
            deadline.free();
            if (actualReadableBytes() > 0) {
                underWay = true;
                takeTurn();
            }
        }
        hold();
        if (!underWay && !broken && channel.isWritable() && (inHead || actualReadableBytes() > 0)) {
            deadline.waits();
        }
        if (inputEnded) {
            endWithTheClient();
        }
    }

    private void takeTurn() {
        turnTaken = true;
        channel.eventLoop().execute(() -> {
            turnTaken = false;
            underWay = false;
            read();
        });
    }

    /** What the client has sent whole is answered, the rest is nobody's. */
    private void endWithTheClient() {
        if (body != null ? !body.stopped() : !underWay) {
            channel.close();
        }
    }

    /**
     * Reads no more of a client that has sent more than is decoded now, or does not read its answers: what nobody decodes would pile up
     * here. Whoever resumes reading meanwhile is told no with what comes next.
     */
    private void hold() {
        boolean pending = body != null ? body.stopped() : underWay && actualReadableBytes() > 0;
        boolean enough = pending || !channel.isWritable();
        if (!left && (enough || held)) {
            held = enough;
            channel.config().setAutoRead(!enough);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (left || broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (waits()) {
            return;
        }
        ChunkLines lines = chunks;
        int begin = in.readerIndex();
        bytes = in;
        from = begin;
        super.decode(context, in, out);
        look();
        bytes = null;
        if (failed(out)) {
            refused();
        } else if (lines != null && !lines.take(in, begin, in.readerIndex())) {
            refuse(in, out, new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER));
        } else if (!underWay && !inHead && !emptyLines(in, begin)) {
            refuse(in, out, createInvalidMessage());
        }
        if (body != null && body.divert(out)) {
            body = null;
            chunks = null;
        }
    }

    private static boolean failed(List<Object> out) {
        return !out.isEmpty()
                && out.get(out.size() - 1) instanceof HttpObject last
                && last.decoderResult().isFailure();
    }

    private void refuse(ByteBuf in, List<Object> out, HttpObject instead) {
        out.forEach(ReferenceCountUtil::release);
        out.clear();
        in.skipBytes(in.readableBytes());
        instead.setDecoderResult(
                DecoderResult.failure(FlawedHead.bad("There are bytes between the parts of the message.")));
        out.add(instead);
        refused();
    }

    private void refused() {
        broken = true;
        underWay = true;
        inHead = false;
        deadline.met();
    }

    /** Before a request nothing else is skipped (RFC 9112, 2.2). */
    private static boolean emptyLines(ByteBuf in, int begin) {
        return in.forEachByte(begin, in.readerIndex() - begin, next -> next == '\r' || next == '\n') < 0;
    }

    /** The request line has been read. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        HeadRules.line(bytes, from, bytes.readerIndex());
        HeadRules.words(initialLine[0], initialLine[2]);
        inHead = true;
        folded = false;
        from = bytes.readerIndex();
        return super.createMessage(initialLine);
    }

    /** In the version that is spoken here, and with nothing that the client has sent. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
    }

    /** Asked when the head is complete. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        look();
        inHead = false;
        if (folded) {
            throw FlawedHead.bad("A header is folded over two lines.");
        }
        HttpRequest request = (HttpRequest) message;
        HeadRules.head(request);
        if (request.uri().equals("*")) {
            // The whole server (RFC 9112, 3.2.4); a router knows paths only.
            request.setUri("/");
        }
        underWay = true;
        answered = false;
        deadline.met();
        body = DecodedBody.of(message, this);
        // A client may close its direction after an upload and wait for the response. Any other that closes has left:
        // nothing
        // else tells. Some libraries send an empty body with a GET; that is none.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, body != null && body.left() != 0 && !overTls());
        chunks = message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) ? new ChunkLines() : null;
        return super.isContentAlwaysEmpty(message);
    }

    /** Where the close of one direction is the close of both. */
    private boolean overTls() {
        return channel.pipeline().get(SslHandler.class) != null;
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
