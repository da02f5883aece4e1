package io.kairosgateway.delivery;

import io.kairosgateway.access.Caller;
import io.kairosgateway.verification.Verification;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Lets every resource answer with a {@link Verification}, those of the intake too, which know nothing of its JSON form nor of views. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class RepresentationWriter implements ServerMessageBodyWriter<Verification> {

    private final Caller caller;

    RepresentationWriter(Caller caller) {
        this.caller = caller;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == Verification.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return type == Verification.class;
    }

    @Override
    public void writeResponse(Verification verification, Type genericType, ServerRequestContext context) {
        context.serverResponse().end(Representation.of(verification, View.of(caller)));
    }

    @Override
    public void writeTo(
            Verification verification,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(Representation.of(verification, View.of(caller)).getBytes(StandardCharsets.UTF_8));
    }
}
