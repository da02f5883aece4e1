package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.glassfish.jersey.client.JerseyClient;
import org.glassfish.jersey.media.multipart.BodyPart;
import org.glassfish.jersey.media.multipart.FormDataMultiPart;
import org.glassfish.jersey.media.multipart.MultiPartFeature;
import org.glassfish.jersey.media.multipart.file.FileDataBodyPart;
import org.glassfish.jersey.media.multipart.file.StreamDataBodyPart;

final class Jersey implements Client {

    private final WebTarget target =
            ClientBuilder.newClient().register(MultiPartFeature.class).target(Clients.URL);

    @Override
    public String version() {
        return Clients.versionOf(JerseyClient.class);
    }

    @Override
    public Reply submit(Path file) throws IOException {
        return post(new FileDataBodyPart("document", file.toFile(), MediaType.valueOf("image/jpeg")));
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return post(new StreamDataBodyPart(
                "document", Files.newInputStream(file), "document.jpg", MediaType.valueOf("image/jpeg")));
    }

    private Reply post(BodyPart document) throws IOException {
        try (FormDataMultiPart form = new FormDataMultiPart()) {
            form.bodyPart(document);
            return told(request("document").buildPost(Entity.entity(form, form.getMediaType())));
        }
    }

    @Override
    public Reply read(String id) {
        return told(request(id).header("Prefer", "wait=20").buildGet());
    }

    private Invocation.Builder request(String path) {
        return target.path(path).request().header("Authorization", Clients.AUTHORIZATION);
    }

    private static Reply told(Invocation invocation) {
        try (Response response = invocation.invoke()) {
            return new Reply(response.getStatus(), response.readEntity(String.class));
        }
    }
}
