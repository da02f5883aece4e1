package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * A body that Vert.x has in hand: it has ended already, or its connection has no decoder of ours, as in dev mode, where Netty finds the one
 * that another class loader has loaded.
 */
record PlainBody(HttpServerRequest request, long left) implements LiveBody {

    @Override
    public void take(Handler<ByteBuf> next) {
        request.handler(chunk -> next.handle(Unpooled.wrappedBuffer(chunk.getBytes())));
    }

    @Override
    public void letGo() {}

    @Override
    public void stop() {
        request.pause();
    }

    @Override
    public void go() {
        request.resume();
    }
}
