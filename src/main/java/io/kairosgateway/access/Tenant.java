package io.kairosgateway.access;

import io.kairosgateway.kairos.Credentials;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One customer of the gateway.
 *
 * @param keys what its callers present, hashed
 * @param kairos what Kairos knows it by
 * @param profile the only {@code profile} that its uploads may name, and must
 * @param origins where its pages come from; none: anywhere
 */
public record Tenant(
        String name, List<HashedKey> keys, Credentials kairos, Optional<String> profile, Set<String> origins) {

    /** @param origin null when the request names none, as those of apps and of a browser's plain GETs */
    boolean admits(String origin) {
        return origin == null || origins.isEmpty() || origins.contains(origin);
    }

    @Override
    public String toString() {
        return "Tenant[name=" + name + "]";
    }
}
