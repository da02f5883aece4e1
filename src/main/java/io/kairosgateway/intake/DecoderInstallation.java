package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.http.HttpServerOptions;

/** Puts a {@link StrictRequestDecoder} in the place of a connection's own, at once or over TLS after the handshake, when there is one. */
final class DecoderInstallation {

    private static final String SSL = "ssl";

    private final HttpServerOptions options;
    private final GatewaySettings.Intake settings;
    private final HeadDeadline deadline;

    private DecoderInstallation(HttpServerOptions options, GatewaySettings.Intake settings, HeadDeadline deadline) {
        this.options = options;
        this.settings = settings;
        this.deadline = deadline;
    }

    static void at(
            ChannelPipeline pipeline, HttpServerOptions options, GatewaySettings.Intake settings, HeadDeadline head) {
        DecoderInstallation installation = new DecoderInstallation(options, settings, head);
        if (pipeline.get(SSL) != null) {
            pipeline.addAfter(SSL, null, installation.afterHandshake());
        } else {
            installation.replace(pipeline);
        }
    }

    private void replace(ChannelPipeline pipeline) {
        HttpRequestDecoder lenient = pipeline.get(HttpRequestDecoder.class);
        if (lenient != null) {
            StrictRequestDecoder strict = new StrictRequestDecoder(options, deadline);
            pipeline.replace(lenient, null, strict);
            pipeline.addBefore(pipeline.context(strict).name(), null, new LingeringClose(settings));
            UnreadableHead.install(pipeline);
        }
    }

    private ChannelInboundHandlerAdapter afterHandshake() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                // Vert.x hears of the end of the handshake by this, and adds its decoder.
                context.fireUserEventTriggered(event);
                if (event instanceof SslHandshakeCompletionEvent) {
                    context.pipeline().remove(this);
                    replace(context.pipeline());
                }
            }
        };
    }
}
