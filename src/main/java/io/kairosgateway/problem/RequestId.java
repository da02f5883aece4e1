package io.kairosgateway.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Gives every request an id, the caller's own when it is a decent one, and returns it with every answer, event streams included. */
@Singleton
public class RequestId {

    public static final String HEADER = "X-Request-ID";
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
        String id = given != null && DECENT.matcher(given).matches() ? given : random();
        request.response().putHeader(HEADER, id);
        return id;
    }

    /** A random UUID, but none that nobody could guess: it is no secret, and those cost more than most of what is done for a request. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                .toString();
    }

    public static String of(RoutingContext context) {
        return context.get(HEADER);
    }
}
