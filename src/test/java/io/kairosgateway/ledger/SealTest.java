package io.kairosgateway.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealTest {

    private static final byte[] PLAIN = Samples.CANARY.getBytes(UTF_8);

    private final Seal seal = seal(RedisStand.KEY_A);

    static IntStream bytesOfASealedValue() {
        return IntStream.range(0, seal(RedisStand.KEY_A).seal(PLAIN, "t").length);
    }

    @Test
    void whatIsSealedOpensAndDoesNotShow() {
        // Given
        byte[] sealed = seal.seal(PLAIN, "tenant", "id");

        // When
        byte[] opened = seal.open(sealed, "tenant", "id");

        // Then
        assertThat(opened).isEqualTo(PLAIN);
        assertThat(new String(sealed, UTF_8)).doesNotContain("Canary");
    }

    @Test
    void theSameTextIsNeverSealedTheSameWay() {
        // Given
        Set<String> sealed = new HashSet<>();

        // When
        for (int i = 0; i < 100; i++) {
            sealed.add(Arrays.toString(seal.seal(PLAIN, "t")));
        }

        // Then
        assertThat(sealed).hasSize(100);
    }

    @ParameterizedTest
    @MethodSource("bytesOfASealedValue")
    void aChangedByteBreaksIt(int position) {
        // Given
        byte[] sealed = seal.seal(PLAIN, "t");

        // When
        sealed[position] ^= 1;

        // Then
        assertThatThrownBy(() -> seal.open(sealed, "t")).isInstanceOf(SealBrokenException.class);
    }

    @ParameterizedTest
    @MethodSource("bytesOfASealedValue")
    void aLostEndBreaksIt(int length) {
        // Given
        byte[] sealed = seal.seal(PLAIN, "t");

        // When
        byte[] cut = Arrays.copyOf(sealed, length);

        // Then
        assertThatThrownBy(() -> seal.open(cut, "t")).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void itOpensOnlyWhereItBelongs() {
        // Given
        byte[] sealed = seal.seal(PLAIN, "tenant", "id");

        // When
        byte[] moved = sealed.clone();

        // Then
        assertThatThrownBy(() -> seal.open(moved, "tenant", "other")).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> seal.open(moved, "other", "id")).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> seal.open(moved, "tenanti", "d")).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aKeyThatIsNotFirstStillOpensAndTheFirstSeals() {
        // Given
        byte[] old = seal.seal(PLAIN, "t");
        Seal rotated = seal(RedisStand.KEY_B, RedisStand.KEY_A);

        // When
        byte[] fresh = rotated.seal(PLAIN, "t");

        // Then
        assertThat(rotated.open(old, "t")).isEqualTo(PLAIN);
        assertThat(seal(RedisStand.KEY_B).open(fresh, "t")).isEqualTo(PLAIN);
        assertThatThrownBy(() -> seal.open(fresh, "t"))
                .isInstanceOf(SealBrokenException.class)
                .hasMessageContaining("GATEWAY_ENCRYPTION_KEYS");
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotOpen() {
        // Given
        byte[] sealed = seal.seal(PLAIN, "t");

        // When
        Seal other = seal(RedisStand.KEY_B.replace("b:", "a:"));

        // Then
        assertThatThrownBy(() -> other.open(sealed, "t")).isInstanceOf(SealBrokenException.class);
    }

    private static Seal seal(String... keys) {
        return new Seal(() -> SealKeys.of(List.of(keys)));
    }
}
