package io.kairosgateway.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gives every request an id, the caller's own when it is a decent one, and returns it with every answer, event streams included. */
@Singleton
public class RequestId {

    private static final String HEADER = "X-Request-ID";
    private static final Pattern DECENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BEFORE_EVERYTHING = 1000;

    void register(@Observes Filters filters) {
        filters.register(RequestId::assign, BEFORE_EVERYTHING);
    }

    private static void assign(RoutingContext context) {
        context.put(HEADER, give(context.request()));
        context.next();
    }

    /** For a request that has no context, because it cannot be read. */
    public static String give(HttpServerRequest request) {
        String given = request.getHeader(HEADER);
        String id = given != null && DECENT.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        request.response().putHeader(HEADER, id);
        return id;
    }

    public static String of(RoutingContext context) {
        return context.get(HEADER);
    }
}
