package io.kairosgateway.access;

import io.kairosgateway.kairos.Credentials;
import java.util.List;

/**
 * One customer of the gateway.
 *
 * @param keys what its callers present, hashed
 * @param kairos what Kairos knows it by
 */
public record Tenant(String name, List<HashedKey> keys, Credentials kairos) {

    @Override
    public String toString() {
        return "Tenant[name=" + name + "]";
    }
}
