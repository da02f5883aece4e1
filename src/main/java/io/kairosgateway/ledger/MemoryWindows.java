package io.kairosgateway.ledger;

import io.kairosgateway.ledger.Ledger.Count;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Windows that are counted in this process alone; as many as there are names. */
final class MemoryWindows {

    private final InstantSource clock;
    private final Map<String, Window> windows = new HashMap<>();

    private record Window(int counted, long endsAt) {}

    MemoryWindows(InstantSource clock) {
        this.clock = clock;
    }

    synchronized Count count(String name, int limit, Duration length) {
        long now = clock.millis();
        Window window = windows.get(name);
        if (window == null || window.endsAt <= now) {
            window = new Window(0, now + length.toMillis());
        }
        boolean within = window.counted < limit;
        window = within ? new Window(window.counted + 1, window.endsAt) : window;
        windows.put(name, window);
        return new Count(within, Math.max(0, limit - window.counted), Duration.ofMillis(window.endsAt - now));
    }
}
