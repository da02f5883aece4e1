package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import java.util.ListIterator;

/**
 * The body of an upload in the buffers that it was read into. Vert.x would copy each of them to the heap, where they are most of what an
 * upload costs. Nothing of a form is decoded until somebody takes it or lets it go, and nothing while it is stopped: what waits is one
 * read of the socket at most. Belongs to the connection's event loop.
 */
final class LiveBody {

    private static final String FORM = "multipart/";

    /** Null when there is nothing to come. */
    private final StrictRequestDecoder decoder;

    private final HttpHeaders head;
    private ConnectionBase connection;
    private Handler<ByteBuf> taker;
    private boolean stopped = true;

    LiveBody(StrictRequestDecoder decoder, HttpHeaders head) {
        this.decoder = decoder;
        this.head = head;
    }

    /** Whether a body follows that may be an upload. */
    static boolean announced(HttpMessage head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null
                && type.regionMatches(true, 0, FORM, 0, FORM.length())
                && (head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                        || head.headers().contains(HttpHeaderNames.CONTENT_LENGTH));
    }

    /** What is still to come of a request's form: of others nothing. */
    static LiveBody of(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            StrictRequestDecoder decoder = connection.channel().pipeline().get(StrictRequestDecoder.class);
            LiveBody next = decoder == null ? null : decoder.upload();
            // The connection may be at a later request by now; Vert.x gives out the very headers that were decoded.
            if (next != null && next.head == (Object) request.headers()) {
                next.connection = connection;
                return next;
            }
        }
        return new LiveBody(null, null);
    }

    /** @param next each buffer is its to release; the request itself hears of the end alone */
    void take(Handler<ByteBuf> next) {
        taker = next;
    }

    /** What is left goes the way of any other body, to the request. */
    void letGo() {
        taker = null;
        go();
    }

    void stop() {
        turn(true);
    }

    void go() {
        turn(false);
    }

    boolean stopped() {
        return stopped;
    }

    private void turn(boolean stop) {
        if (decoder != null && stopped != stop) {
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
