package io.kairosgateway.sandbox;

import io.kairosgateway.kairos.SandboxHeader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One GET of a result. */
final class Poll {

    private static final long SLOW_MILLIS = 1000;
    private static final String FAULT = "fault=";

    private final Vertx vertx;
    private final HttpServerRequest request;

    Poll(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    /**
     * @param verification nothing when the uuid is unknown, which looks like pending
     * @param number which GET of this uuid it is, from 1
     */
    void answer(Optional<SimulatedVerification> verification, long number) {
        List<String> header = request.headers().getAll(SandboxHeader.NAME);
        Optional<Fault> fault = header.isEmpty() ? uploaded(verification, number) : ofHeader(header);
        if (fault.isPresent()) {
            faulty(verification, fault.get());
        } else if (header.isEmpty()) {
            normal(verification).send(request);
        } else {
            Answer.error(
                            400,
                            "The sandbox does not understand: X-Sandbox of a GET is fault= and one that a GET can meet")
                    .send(request);
        }
    }

    private static Optional<Fault> uploaded(Optional<SimulatedVerification> verification, long number) {
        return verification.flatMap(known -> known.script().pollFault()).filter(found -> number <= found.times());
    }

    private static Optional<Fault> ofHeader(List<String> values) {
        return Optional.of(String.join(",", values))
                .filter(value -> value.startsWith(FAULT))
                .flatMap(value -> Fault.onGet(value.substring(FAULT.length())))
                .filter(Fault::always);
    }

    private void faulty(Optional<SimulatedVerification> verification, Fault fault) {
        switch (fault.mode()) {
            case RESET -> request.connection().close();
            case SLOW ->
                vertx.setTimer(SLOW_MILLIS, over -> normal(verification).send(request));
            case NEVER -> pending(verification).send(request);
            case MALFORMED ->
                decided(verification)
                        .map(SimulatedVerification::malformed)
                        .map(body -> Answer.json(200, body))
                        .orElseGet(() -> pending(verification))
                        .send(request);
            case STATUS, HTML, EMPTY, GARBAGE -> fault.answer().ifPresent(answer -> answer.send(request));
            case HANG, EARLY -> {
                // No answer; the request is over when either side closes the connection.
            }
        }
    }

    private static Answer normal(Optional<SimulatedVerification> verification) {
        return decided(verification)
                .map(known -> Answer.json(200, known.result()))
                .orElseGet(() -> pending(verification));
    }

    private static Optional<SimulatedVerification> decided(Optional<SimulatedVerification> verification) {
        return verification.filter(known -> known.decided(Instant.now()));
    }

    private static Answer pending(Optional<SimulatedVerification> verification) {
        return verification
                .filter(known -> known.script().pendingStatus() != 404)
                .map(known -> Answer.json(known.script().pendingStatus(), known.pending()))
                .orElseGet(() -> Answer.error(404, "Not found"));
    }
}
