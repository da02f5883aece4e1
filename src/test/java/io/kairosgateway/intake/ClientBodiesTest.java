package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientBodiesTest {

    private static final Path RECORDED = Path.of("src/test/resources/clients");

    @ParameterizedTest
    @MethodSource("clients")
    void whatARealClientSendsIsAccepted(String client) throws IOException {
        // Given
        byte[] body = Files.readAllBytes(RECORDED.resolve(client + ".body"));
        String contentType = Files.readString(RECORDED.resolve(client + ".content-type"));

        // When
        Checked whole = Checked.pieces(contentType, Kind.FULL_ID, Checked.LIMITS, List.of(body));
        Checked bytewise = Checked.pieces(contentType, Kind.FULL_ID, Checked.LIMITS, Checked.single(body));

        // Then
        assertThat(whole.refusal()).isNull();
        assertThat(whole.parts())
                .containsExactlyInAnyOrder(
                        new Parts.Part("selfie", true, 1757, null),
                        new Parts.Part("document", true, 1083, null),
                        new Parts.Part("profile", false, 10, "optimal-v0"));
        assertThat(bytewise).isEqualTo(whole);
    }

    static List<String> clients() {
        try (Stream<Path> files = Files.list(RECORDED)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".body"))
                    .map(name -> name.replace(".body", ""))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
