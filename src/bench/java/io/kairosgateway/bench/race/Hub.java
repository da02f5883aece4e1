package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** How a contender of the streams is told of decisions. */
interface Hub {

    List<String> ids(int port, int count);

    String path(String id);

    /** Makes the decisions of all ids; gives the moment from which on it was to be passed on, for each. */
    Told decide(int port, List<String> ids);

    /** To be asked when every stream has been told. */
    interface Told {
        Map<String, Long> moments();
    }

    /** The gateway finds out by a GET; what counts is the moment at which the sink answers that. */
    record Polled(SinkControl sink) implements Hub {

        private static final ByteBuffer UPLOAD = Uploads.document("held", 20 << 10);

        @Override
        public List<String> ids(int port, int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> Api.submitted(port, UPLOAD))
                    .toList();
        }

        @Override
        public String path(String id) {
            return "/v1/verifications/" + id + "/events";
        }

        @Override
        public Told decide(int port, List<String> ids) {
            sink.decideHeld();
            return () -> {
                Map<String, Long> moments = new HashMap<>();
                sink.fates().forEach((id, fate) -> moments.put(id, fate.toldAt()));
                return moments;
            };
        }
    }

    /** The others are told by a POST; what counts is the moment at which it is sent. */
    record Published() implements Hub {

        private static final byte[] DECISION =
                "{\"status\":\"approved\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        @Override
        public List<String> ids(int port, int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> UUID.randomUUID().toString())
                    .toList();
        }

        @Override
        public String path(String id) {
            return "/sub/" + id;
        }

        @Override
        public Told decide(int port, List<String> ids) {
            Map<String, Long> moments = new HashMap<>();
            Api.kept(port, connection -> {
                for (String id : ids) {
                    moments.put(id, System.nanoTime());
                    connection.exchange(
                            Connection.request("POST /pub/" + id, "Content-Type: text/plain\r\n", DECISION));
                }
            });
            return () -> moments;
        }
    }
}
