package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.ListIterator;

/**
 * A body at the decoder of its connection. Nothing of it is decoded until somebody takes it or lets it go, and nothing while it is stopped:
 * what waits is one read of the socket at most, where Vert.x would queue eight chunks on the heap. Belongs to the connection's event loop.
 */
final class DecodedBody implements LiveBody {

    private static final String JSON = "application/json";

    private final StrictRequestDecoder decoder;
    private final HttpHeaders head;
    private ConnectionBase connection;
    private Handler<ByteBuf> taker;
    private boolean stopped;
    private long left;

    private DecodedBody(StrictRequestDecoder decoder, HttpHeaders head, boolean stopped) {
        this.decoder = decoder;
        this.head = head;
        this.stopped = stopped;
        this.left = head.contains(HttpHeaderNames.TRANSFER_ENCODING)
                ? UNKNOWN
                : Long.parseLong(head.get(HttpHeaderNames.CONTENT_LENGTH));
    }

    /** Of a request that announces a body; else null. */
    static DecodedBody of(HttpMessage message, StrictRequestDecoder decoder) {
        HttpHeaders head = message.headers();
        return head.contains(HttpHeaderNames.TRANSFER_ENCODING) || head.contains(HttpHeaderNames.CONTENT_LENGTH)
                ? new DecodedBody(decoder, head, !small(message))
                : null;
    }

    /** What asks for a token is read by the request, as the only one that is no upload. */
    private static boolean small(HttpMessage message) {
        String type = message.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return message instanceof HttpRequest request
                && request.method().equals(HttpMethod.POST)
                && (type == null || type.regionMatches(true, 0, JSON, 0, JSON.length()));
    }

    /** This, for the request that it belongs to: the connection may be at a later one by now. Vert.x gives out the very headers that were decoded. */
    LiveBody to(HttpServerRequest request, ConnectionBase on) {
        connection = on;
        return head == (Object) request.headers() ? this : null;
    }

    @Override
    public void take(Handler<ByteBuf> next) {
        taker = next;
    }

    @Override
    public void letGo() {
        taker = null;
        go();
    }

    @Override
    public long left() {
        return left;
    }

    @Override
    public void stop() {
        turn(true);
    }

    @Override
    public void go() {
        turn(false);
    }

    boolean stopped() {
        return stopped;
    }

    private void turn(boolean stop) {
        if (stopped != stop) {
            stopped = stop;
            decoder.turn();
        }
    }

    /**
     * @param decoded what goes on to the request
     * @return whether that was the end
     */
    boolean divert(List<Object> decoded) {
        boolean ended = false;
        for (ListIterator<Object> each = decoded.listIterator(); each.hasNext(); ) {
            // Chunks that are broken are the request's to refuse.
            if (each.next() instanceof HttpContent content
                    && content.decoderResult().isSuccess()) {
                ended |= content instanceof LastHttpContent;
                left -= left == UNKNOWN ? 0 : content.content().readableBytes();
                if (taker != null) {
                    if (ended) {
                        each.set(LastHttpContent.EMPTY_LAST_CONTENT);
                    } else {
                        each.remove();
                    }
                    connection.reportBytesRead(content);
                    taker.handle(content.content());
                }
            }
        }
        return ended;
    }
}
