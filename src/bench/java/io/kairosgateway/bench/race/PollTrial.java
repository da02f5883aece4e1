package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Decisions that take about as long, through the gateway and by the documented loop.
 *
 * @param number which kind and profile it has to itself, because that is by what the gateway learns
 */
record PollTrial(int number, int seconds, int gatewayPort, SinkControl sink) {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Duration BETWEEN_SUBMITS = Duration.ofMillis(300);
    private static final Duration LOOP = Duration.ofSeconds(10);
    private static final String[] PROFILES = {"permissive-v0", "optimal-v0", "strict-v0"};

    /** Decisions do not take equally long; these differ by so much each way. */
    static final double SPREAD = 0.05;

    /** @param millis from the decision at the sink until the waiter has it */
    record Told(double millis, int gets) {}

    /** Submits so many, and waits on a stream for each. */
    List<Told> streams(int count, Random random) {
        try (Streams streams = new Streams(gatewayPort, id -> "/v1/verifications/" + id + "/events")) {
            for (int i = 0; i < count; i++) {
                streams.open(List.of(Api.submitted(gatewayPort, upload(random))), 1, LIMIT);
                Waiting.pass(BETWEEN_SUBMITS);
            }
            List<StreamClient> clients = streams.allTold(LIMIT);
            Map<String, SinkControl.Fate> fates = sink.fates();
            return clients.stream()
                    .map(client -> {
                        SinkControl.Fate fate = fates.get(client.id());
                        return new Told((client.toldAt() - fate.decidedAt()) / 1e6, fate.gets());
                    })
                    .toList();
        }
    }

    /** The loop that Kairos documents, of one client. */
    Told loop(Random random) {
        ByteBuffer upload = Uploads.toKairos(upload(random));
        String kind = number < PROFILES.length ? "full-id" : "document";
        String id = Api.submitted(sink.port(), upload);
        ByteBuffer get = Connection.request("GET /v0.1/" + kind + "-verification/" + id, "");
        for (int gets = 1; ; gets++) {
            Waiting.pass(LOOP);
            if (Api.answered(sink.port(), get).successful()) {
                return new Told((System.nanoTime() - sink.fates().get(id).decidedAt()) / 1e6, gets);
            }
        }
    }

    private ByteBuffer upload(Random random) {
        long millis = Math.round(seconds * 1000 * (1 + SPREAD * (2 * random.nextDouble() - 1)));
        String name = "after=" + millis;
        return number < PROFILES.length ? Uploads.fullId(name, PROFILES[number]) : Uploads.document(name, 20 << 10);
    }

    static List<Double> millis(List<Told> told) {
        List<Double> millis = new ArrayList<>(told.stream().map(Told::millis).toList());
        millis.sort(null);
        return millis;
    }
}
