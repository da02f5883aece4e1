package io.kairosgateway.kairos;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.quarkus.logging.Log;
import java.util.List;

/**
 * Reads the responses of one connection to Kairos.
 *
 * <pre>
 *   idle ──request──▶ asked ──1xx──▶ asked          passed over, any number and kind of them
 *    │                  ├──101, no status──▶ cut
 *    │                  ├──more bytes than may come──▶ cut
 *    │                  └──response──▶ idle, or closed when anything about it is odd
 *    └──any byte──▶ cut
 * </pre>
 *
 * <p>A response that is odd but can be read is passed on, for it may be the only word of a paid upload; it is marked as the last one of its
 * connection, and Vert.x does not use that connection again.
 */
final class ReplyDecoder extends HttpResponseDecoder {

    private static final int LEAST_FINAL = 200;
    private static final int MOST = 599;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final long maxBytes;
    private final Runnable close;
    private boolean asked;
    private boolean writing;
    private boolean cut;
    private boolean interim;
    private boolean ambiguous;
    private long bytes;
    private HttpResponse response;

    ReplyDecoder(long maxBytes, Runnable close) {
        // The same length twice is clumsy and means the same; two different ones are an error.
        super(new HttpDecoderConfig().setAllowDuplicateContentLengths(true));
        this.maxBytes = maxBytes;
        this.close = close;
    }

    void requestBegun() {
        asked = true;
        writing = true;
        ambiguous = false;
        bytes = 0;
    }

    void requestEnded() {
        writing = false;
    }

    /** Whether these bytes may be part of a response; when not, the connection has been cut. */
    boolean admits(ByteBuf next) {
        bytes += next.readableBytes();
        if (!cut && !asked && next.isReadable()) {
            cut("bytes that nobody asked for");
        } else if (!cut && bytes > maxBytes) {
            cut("a response without an end");
        }
        return !cut;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (cut) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int from = out.size();
        super.decode(context, in, out);
        for (int i = from; i < out.size(); i++) {
            if (!passes(out.get(i), in)) {
                out.remove(i--);
            }
        }
    }

    /** A length and chunks: the chunks count (RFC 9112, 6.3), but a proxy on the way may have read this response differently. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        ambiguous = true;
        message.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        clearContentLength();
    }

    private boolean passes(Object message, ByteBuf rest) {
        boolean passes = !cut;
        if (message instanceof HttpResponse head && head.decoderResult().isSuccess()) {
            passes = begun(head);
        }
        if (message instanceof LastHttpContent) {
            passes &= !interim;
            ended(rest);
        }
        return passes;
    }

    private boolean begun(HttpResponse head) {
        int status = head.status().code();
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (status == SWITCHING_PROTOCOLS || !interim && (status < LEAST_FINAL || status > MOST)) {
            cut("a status that answers no request");
        } else if (!interim) {
            response = head;
            if (ambiguous || lastByItself(head)) {
                last();
            }
        }
        return !cut && !interim;
    }

    /** Vert.x knows {@code Connection: close} when it stands alone, and trusts a connection of HTTP/1.0. */
    private static boolean lastByItself(HttpResponse head) {
        HttpHeaders headers = head.headers();
        boolean empty = head.status().code() == 204 || head.status().code() == 304;
        return !HttpVersion.HTTP_1_1.equals(head.protocolVersion())
                || headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)
                || empty && (HttpUtil.isTransferEncodingChunked(head) || HttpUtil.isContentLengthSet(head));
    }

    private void ended(ByteBuf rest) {
        if (interim) {
            interim = false;
            return;
        }
        // Before the end of an upload nothing can be known of it; and what comes behind an end belongs to nobody.
        if (response != null && (writing || rest.isReadable())) {
            last();
        }
        if (rest.isReadable()) {
            rest.skipBytes(rest.readableBytes());
            cut = true;
        }
        asked = false;
        response = null;
    }

    /** Vert.x looks at this header when the response has ended, and closes the connection before another could get it. */
    private void last() {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    private void cut(String why) {
        cut = true;
        Log.debugf("connection to Kairos cut for %s", why);
        close.run();
    }
}
