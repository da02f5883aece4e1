package io.kairosgateway.kairos;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Kairos' one GET. Package-private, so that nobody asks it without the guards of {@link KairosResults}. */
@RegisterRestClient(configKey = "kairos")
@Path("/")
interface KairosApi {

    @GET
    @Path("{version}/{resource}/{id}")
    Uni<Response> result(
            @PathParam("version") String version,
            @PathParam("resource") String resource,
            @PathParam("id") String id,
            @HeaderParam("app_id") String appId,
            @HeaderParam("app_key") String appKey,
            @HeaderParam("traceparent") String traceparent);
}
