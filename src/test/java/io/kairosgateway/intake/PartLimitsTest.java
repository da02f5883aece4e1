package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartLimitsTest {

    @Test
    void nothingSetMeansTheDocumentedDefaults() {
        // Given
        Map<String, String> settings = Map.of();

        // When
        PartLimits limits = limits(settings);

        // Then
        assertThat(limits)
                .isEqualTo(new PartLimits(
                        32 << 20,
                        15 << 20,
                        256,
                        4096,
                        300,
                        5000,
                        Set.of(FileType.JPEG, FileType.PNG),
                        Set.of(FileType.JPEG, FileType.PNG, FileType.PDF),
                        Set.of("permissive-v0", "optimal-v0", "strict-v0"),
                        false,
                        EmptyParts.PASS));
    }

    @Test
    void everyLimitCanBeSet() {
        // Given
        Map<String, String> settings = Map.of(
                "gateway.intake.max-request-size", "3M",
                "gateway.intake.max-part-size", "2M",
                "gateway.intake.max-text-size", "64",
                "gateway.intake.max-part-header-size", "1K",
                "gateway.intake.min-pixels", "480",
                "gateway.intake.max-pixels", "4000",
                "gateway.intake.face-types", "jpeg",
                "gateway.intake.document-types", "png,pdf",
                "gateway.intake.empty-parts", "refuse",
                "gateway.intake.profiles", "strict-v1");

        // When
        PartLimits limits = limits(settings);

        // Then
        assertThat(limits)
                .isEqualTo(new PartLimits(
                        3 << 20,
                        2 << 20,
                        64,
                        1024,
                        480,
                        4000,
                        Set.of(FileType.JPEG),
                        Set.of(FileType.PNG, FileType.PDF),
                        Set.of("strict-v1"),
                        false,
                        EmptyParts.REFUSE));
    }

    private static PartLimits limits(Map<String, String> settings) {
        return PartLimits.of(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(GatewaySettings.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(GatewaySettings.class)
                .intake());
    }
}
