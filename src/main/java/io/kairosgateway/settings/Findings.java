package io.kairosgateway.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sentences about what cannot work, each naming the variable to mend. */
final class Findings {

    private final List<String> sentences = new ArrayList<>();

    void require(boolean holds, String otherwise) {
        if (!holds) {
            sentences.add(otherwise);
        }
    }

    void positive(String key, Duration value) {
        require(value.toMillis() > 0, key + " must be longer than zero.");
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
