package io.kairosgateway.delivery;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;

/** Whether a client takes what a route of our own answers with (RFC 9110, 12.5.1). */
final class Acceptance {

    /** What is not wanted at all (RFC 9110, 12.4.2). */
    private static final Pattern REFUSING = Pattern.compile("0(\\.0*)?");

    private Acceptance() {}

    static boolean of(RoutingContext context, MediaType offered) {
        List<String> accept = context.request().headers().getAll(HttpHeaders.ACCEPT);
        return accept.isEmpty()
                || mediaTypes(String.join(",", accept)).stream()
                        .filter(type -> type.isCompatible(offered))
                        .anyMatch(type -> !REFUSING.matcher(type.getParameters().getOrDefault("q", "1"))
                                .matches());
    }

    private static List<MediaType> mediaTypes(String accept) {
        try {
            return MediaTypeHelper.parseHeader(accept);
        } catch (IllegalArgumentException unreadable) {
            // A wish that is not understood is none (RFC 9110, 12.5.1).
            return List.of(MediaType.WILDCARD_TYPE);
        }
    }
}
