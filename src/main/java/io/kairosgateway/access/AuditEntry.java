package io.kairosgateway.access;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a request for its audit line, gathered on its way. Only of types that cannot hold anything personal: what a caller
 * wrote gets in as an id or a kind, or not at all.
 */
public final class AuditEntry {

    private static final String KEY = "access.audit";

    private Act act;
    private String tenant;
    private String credential;
    private Kind kind;
    private VerificationId verification;

    AuditEntry() {}

    static AuditEntry begin(RoutingContext context) {
        AuditEntry entry = new AuditEntry();
        context.put(KEY, entry);
        return entry;
    }

    public static AuditEntry of(RoutingContext context) {
        AuditEntry entry = context.get(KEY);
        return entry == null ? begin(context) : entry;
    }

    void act(Act known) {
        act = known;
    }

    /** Nothing when the request is about no verification. */
    Optional<Act> act() {
        return Optional.ofNullable(act);
    }

    void caller(Tenant known, ClientToken shown) {
        tenant = known.name();
        credential = shown == null ? "api_key" : "client_token";
    }

    public void kind(Kind known) {
        kind = known;
    }

    public void verification(VerificationId id) {
        verification = id;
    }

    Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    Optional<Kind> kind() {
        return Optional.ofNullable(kind);
    }

    /** The fields that have a value, in the order of the line. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "tenant", tenant);
        put(fields, "credential", credential);
        put(fields, "kind", kind == null ? null : kind.label());
        put(fields, "verification", verification == null ? null : verification.value());
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
