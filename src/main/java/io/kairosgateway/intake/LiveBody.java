package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What is still to come of a request's body, in the buffers that it was read into: Vert.x would copy each of them to the heap, which would be
 * most of what an upload costs.
 */
interface LiveBody {

    long UNKNOWN = -1;

    static LiveBody of(HttpServerRequest request) {
        LiveBody decoded = null;
        if (request.connection() instanceof ConnectionBase connection) {
            StrictRequestDecoder decoder = connection.channel().pipeline().get(StrictRequestDecoder.class);
            DecodedBody next = decoder == null ? null : decoder.body();
            decoded = next == null ? null : next.to(request, connection);
            if (decoder != null && next == null) {
                return new PlainBody(request, 0);
            }
        }
        return decoded == null ? new PlainBody(request, UNKNOWN) : decoded;
    }

    /** @param next each buffer is its to release; the request itself hears of the end alone */
    void take(Handler<ByteBuf> next);

    /** What is left goes to the request, if it is not there anyway. */
    void letGo();

    /** How many bytes are still to come, or {@link #UNKNOWN}. */
    long left();

    void stop();

    void go();
}
