package io.kairosgateway.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A client that asks for {@code application/problem+json} says how it wants to read errors, and one that sends an empty {@code Accept} says
 * nothing. Either way it takes what the route has, on every route; no other place has to know of it.
 */
@Singleton
class AnyAccepted {

    /** Before anything that looks at the header. */
    private static final int BEFORE_THE_ROUTES = 880;

    private static final Pattern REFUSED =
            Pattern.compile(";\\s*q\\s*=\\s*0(\\.0*)?\\s*(;|$)", Pattern.CASE_INSENSITIVE);

    void register(@Observes Filters filters) {
        filters.register(AnyAccepted::read, BEFORE_THE_ROUTES);
    }

    private static void read(RoutingContext context) {
        MultiMap headers = context.request().headers();
        List<String> accept = headers.getAll(HttpHeaders.ACCEPT);
        if (!accept.isEmpty() && any(String.join(",", accept))) {
            headers.remove(HttpHeaders.ACCEPT);
        }
        context.next();
    }

    static boolean any(String accept) {
        if (accept.isBlank()) {
            return true;
        }
        for (String range : accept.split(",")) {
            String type = range.split(";", 2)[0].strip();
            if (type.equalsIgnoreCase(ProblemBody.MEDIA_TYPE)
                    && !REFUSED.matcher(range).find()) {
                return true;
            }
        }
        return false;
    }
}
