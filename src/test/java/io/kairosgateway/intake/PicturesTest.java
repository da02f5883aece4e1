package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tests send as pictures has to be pictures. */
class PicturesTest {

    @ParameterizedTest
    @ValueSource(ints = {4000, 4004, 65_539, 69_000, 140_000, 1 << 20})
    void aPaddedPictureCanBeDecodedAndHasItsSize(int size) throws IOException {
        for (byte[] picture : new byte[][] {Pictures.jpeg(320, 400, size), Pictures.png(320, 400, size)}) {
            // When
            BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(picture));

            // Then
            assertThat(picture).hasSize(size);
            assertThat(decoded.getWidth()).isEqualTo(320);
            assertThat(decoded.getHeight()).isEqualTo(400);
        }
    }
}
