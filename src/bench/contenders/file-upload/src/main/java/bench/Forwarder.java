package bench;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.File;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.PartType;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Takes the upload as a file, as the guides show it, and sends it on. */
@Path("/v1/verifications/liveness")
public class Forwarder {

    @RegisterRestClient(configKey = "kairos")
    @Path("/v0.1/liveness-verification")
    public interface Kairos {

        @POST
        @Consumes(MediaType.MULTIPART_FORM_DATA)
        Uni<String> submit(@RestForm @PartType("image/jpeg") File selfie);
    }

    @RestClient
    Kairos kairos;

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> submit(@RestForm FileUpload selfie) {
        return kairos.submit(selfie.uploadedFile().toFile());
    }
}
