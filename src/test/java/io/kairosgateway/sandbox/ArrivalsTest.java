package io.kairosgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    @Test
    void theTimelineIsThinnedAndKeepsItsEnd() {
        // Given
        var arrivals = new Arrivals();
        // When
        for (int chunk = 1; chunk <= 10_000; chunk++) {
            arrivals.add(chunk, 10);
        }
        // Then
        JsonArray points = arrivals.toJson();
        assertThat(points.size()).isBetween(128, 256);
        assertThat(points.getJsonObject(points.size() - 1).getLong("bytes")).isEqualTo(100_000);
        assertThat(points.getJsonObject(0).getDouble("millis") * 10)
                .isEqualTo(points.getJsonObject(0).getDouble("bytes"));
        assertThat(arrivals.bytes()).isEqualTo(100_000);
    }
}
