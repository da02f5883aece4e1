package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** What the driver tells the sink and asks of it. */
record SinkControl(int port) {

    /**
     * What became of a verification at the sink; times as {@link System#nanoTime}.
     *
     * @param toldAt when a GET was first answered with the decision, 0 for never
     */
    record Fate(int gets, long decidedAt, long toldAt) {}

    /** Decides all that are held; gives when. */
    long decideHeld() {
        return Long.parseLong(ask("decide"));
    }

    void forget() {
        ask("forget");
    }

    /** How many uploads it has read to their end. */
    long posts() {
        return Long.parseLong(ask("counts").split(" ")[0]);
    }

    long bytes() {
        return Long.parseLong(ask("counts").split(" ")[1]);
    }

    Map<String, Fate> fates() {
        return ask("fates")
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(
                        words -> words[0],
                        words -> new Fate(
                                Integer.parseInt(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]))));
    }

    private String ask(String what) {
        try {
            return Connection.once(port, Connection.request("GET /sink/" + what, ""))
                    .body();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
