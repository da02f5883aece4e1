package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kairosgateway.verification.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A normal test run reads the known inputs. New ones are looked for, for ten minutes, by
 *
 * <pre>{@code JAZZER_FUZZ=1 ./mvnw test -Dtest=BodyCheckFuzzTest}</pre>
 *
 * <p>and only then, because Jazzer changes every class that the same JVM loads after it.
 */
class BodyCheckFuzzTest {

    private static final Path KNOWN =
            Path.of("src/test/resources/io/kairosgateway/intake/BodyCheckFuzzTestInputs/anInputIsReadAlikeByAll");
    private static final int HEAD = 2;

    @EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1")
    @FuzzTest(maxDuration = "10m")
    void anInputIsReadAlikeByAll(byte[] input) throws IOException {
        if (input.length >= HEAD) {
            read(input);
        }
    }

    @ParameterizedTest
    @MethodSource("known")
    void aKnownInputIsReadAlikeByAll(String name) throws IOException {
        read(Files.readAllBytes(KNOWN.resolve(name)));
    }

    /** @param input a byte for the kind, a byte for the size of the pieces, then the body */
    private static void read(byte[] input) throws IOException {
        // Given
        Kind kind = Kind.values()[Math.floorMod(input[0], Kind.values().length)];
        byte[] body = Arrays.copyOfRange(input, HEAD, input.length);

        // When
        Checked whole = checked(kind, List.of(body));
        Checked pieces = checked(kind, Checked.random(body, 1 + (input[1] & 0xff), input[1]));

        // Then
        assertThat(pieces).isEqualTo(whole);
        if (whole.refusal() == null) {
            OtherParser.Body passed = new OtherParser.Body(MultipartBodies.CONTENT_TYPE, body);
            Reading reading = Reading.of(passed, new Boundary(MultipartBodies.BOUNDARY));
            for (OtherParser other : OtherParsers.available()) {
                reading.isSharedBy(other, other.read(List.of(passed)).get(0), passed);
            }
        }
    }

    private static Checked checked(Kind kind, List<byte[]> pieces) {
        return Checked.pieces(MultipartBodies.CONTENT_TYPE, kind, Checked.LIMITS, pieces);
    }

    static List<String> known() {
        try (Stream<Path> inputs = Files.list(KNOWN)) {
            return inputs.map(input -> input.getFileName().toString()).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
