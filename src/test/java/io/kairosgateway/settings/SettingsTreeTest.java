package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTreeTest {

    @Test
    void theNamesAreThoseOfTheMapping() {
        assertThat(SettingsTree.names(Set.of("*")))
                .map(name -> name.replace("\"*\"", "*"))
                .containsExactlyInAnyOrderElementsOf(
                        ConfigMappings.getProperties(ConfigClass.configClass(GatewaySettings.class)).keySet().stream()
                                // The elements of a list, whose name is there as well.
                                .filter(name -> !name.endsWith("[*]"))
                                .toList());
    }

    @Test
    void theShortVariablesAreThoseThatFillTheTree() throws IOException {
        // Given
        Pattern filled = Pattern.compile("\\$\\{((?:KAIROS|GATEWAY|REDIS)_[A-Z_]+):.*}");
        Properties delivered = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            delivered.load(in);
        }

        // When
        Map<String, String> variables = new TreeMap<>();
        delivered.forEach((name, value) -> {
            Matcher variable = filled.matcher(value.toString());
            if (variable.matches()) {
                variables.put(name.toString(), variable.group(1));
            }
        });

        // Then
        assertThat(SettingsTree.VARIABLES).containsExactlyInAnyOrderEntriesOf(variables);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.watch.budget, DURATION",
        "gateway.tenants.my-shop.max-in-flight, NUMBER",
        "'gateway.tenants.\"my.shop\".kairos.app-id', TEXT",
        "gateway.intake.max-part-size, SIZE",
        "gateway.watch.jitter, NUMBER",
        "gateway.kairos.self-check, FLAG",
        "gateway.kairos.url, ADDRESS",
        "gateway.intake.face-types, WORD"
    })
    void whatAValueHasToBeFollowsFromItsType(String name, SettingsTree.Form form) {
        assertThat(SettingsTree.value(name).form()).isEqualTo(form);
    }
}
