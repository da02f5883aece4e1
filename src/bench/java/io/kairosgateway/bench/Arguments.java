package io.kairosgateway.bench;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.util.Arrays;
import java.util.List;

/**
 * The command line of a run: numbers, {@code NAME=value} for the gateway's environment, {@code -X...} for its JVM. What the command line
 * says of the gateway comes last and so wins over the run's own settings.
 */
final class Arguments {

    private final List<String> words;

    Arguments(String... words) {
        this.words = List.of(words);
    }

    /** The number at the position among the numbers, or the default. */
    int number(int position, int otherwise) {
        return words.stream()
                .filter(word -> word.matches("\\d+"))
                .skip(position)
                .findFirst()
                .map(Integer::valueOf)
                .orElse(otherwise);
    }

    /** The simulator and the packaged gateway with a heap of 128 MiB. */
    Stand stand(String... settings) {
        return Stand.start(launch -> {
            launch.option("-Xmx128m");
            Arrays.stream(settings).forEach(setting -> set(launch, setting));
            words.stream().filter(word -> word.startsWith("-")).forEach(launch::option);
            words.stream().filter(word -> word.matches("[A-Z_0-9]+=.*")).forEach(setting -> set(launch, setting));
            return launch;
        });
    }

    private static void set(GatewayProcess.Launch launch, String setting) {
        int equals = setting.indexOf('=');
        launch.with(setting.substring(0, equals), setting.substring(equals + 1));
    }
}
