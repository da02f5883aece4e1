package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kong.unirest.core.HttpResponse;
import kong.unirest.core.Unirest;
import kong.unirest.core.UnirestInstance;

final class UnirestClient implements Client {

    private final UnirestInstance unirest = Unirest.spawnInstance();

    @Override
    public String version() {
        return Clients.versionOf(Unirest.class);
    }

    @Override
    public Reply submit(Path file) {
        return told(unirest.post(Clients.URL + "document")
                .header("Authorization", Clients.AUTHORIZATION)
                .field("document", file.toFile())
                .asString());
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return told(unirest.post(Clients.URL + "document")
                .header("Authorization", Clients.AUTHORIZATION)
                .field("document", Files.newInputStream(file), "document.jpg")
                .asString());
    }

    @Override
    public Reply read(String id) {
        return told(unirest.get(Clients.URL + id)
                .header("Authorization", Clients.AUTHORIZATION)
                .header("Prefer", "wait=20")
                .asString());
    }

    private static Reply told(HttpResponse<String> response) {
        return new Reply(response.getStatus(), response.getBody());
    }
}
