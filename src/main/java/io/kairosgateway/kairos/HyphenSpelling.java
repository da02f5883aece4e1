package io.kairosgateway.kairos;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.MultivaluedMap;

/** Renames the credential headers for a Kairos, or a proxy before it, that drops names with underscores. */
final class HyphenSpelling implements ClientRequestFilter {

    @Override
    public void filter(ClientRequestContext request) {
        MultivaluedMap<String, Object> headers = request.getHeaders();
        headers.put("app-id", headers.remove("app_id"));
        headers.put("app-key", headers.remove("app_key"));
    }
}
