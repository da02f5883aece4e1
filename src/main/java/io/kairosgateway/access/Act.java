package io.kairosgateway.access;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request is about to do with verifications, told by its method and path.
 *
 * @param route the path with its parts named, and so without anything that the caller chose
 */
record Act(What what, String route) {

    enum What {
        SUBMIT,
        READ,
        STREAM,
        DELETE,
        MINT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FRONT_DOOR = Pattern.compile("/v1/verifications/([^/]+)(/events)?");
    private static final Pattern DROP_IN = Pattern.compile("/v0\\.[12]/([a-z-]+)-verification(?:/([^/]+))?");
    private static final String TOKENS = "/v1/client-tokens";

    /** Nothing when it is about no verification; what the path says of it goes to its audit. */
    static Optional<Act> of(RoutingContext context) {
        HttpMethod method = context.request().method();
        String path = context.normalizedPath();
        if (path.equals(TOKENS)) {
            return method == HttpMethod.POST ? Optional.of(new Act(What.MINT, TOKENS)) : Optional.empty();
        }
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        AuditEntry entry = AuditEntry.of(context);
        Matcher door = FRONT_DOOR.matcher(path);
        if (door.matches()) {
            return Optional.ofNullable(atTheFrontDoor(door, method, reads, entry));
        }
        Matcher dropIn = DROP_IN.matcher(path);
        return dropIn.matches() ? Optional.ofNullable(asKairos(dropIn, method, reads, entry)) : Optional.empty();
    }

    private static Act atTheFrontDoor(Matcher door, HttpMethod method, boolean reads, AuditEntry entry) {
        boolean events = door.group(2) != null;
        if (method == HttpMethod.POST && !events) {
            Kind.parse(door.group(1)).ifPresent(entry::kind);
            return new Act(What.SUBMIT, "/v1/verifications/{kind}");
        }
        if (!reads && method != HttpMethod.DELETE) {
            return null;
        }
        VerificationId.parse(door.group(1)).ifPresent(entry::verification);
        return new Act(
                method == HttpMethod.DELETE ? What.DELETE : events ? What.STREAM : What.READ,
                events ? "/v1/verifications/{id}/events" : "/v1/verifications/{id}");
    }

    private static Act asKairos(Matcher dropIn, HttpMethod method, boolean reads, AuditEntry entry) {
        Kind.parse(dropIn.group(1)).ifPresent(entry::kind);
        VerificationId.parse(dropIn.group(2)).ifPresent(entry::verification);
        if (method == HttpMethod.POST && dropIn.group(2) == null) {
            return new Act(What.SUBMIT, "/{version}/{kind}-verification");
        }
        return reads && dropIn.group(2) != null ? new Act(What.READ, "/{version}/{kind}-verification/{uuid}") : null;
    }
}
