package io.kairosgateway.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;

/** One GET of a result. */
final class Poll {

    private static final long SLOW_MILLIS = 1000;

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
        if (verification.isEmpty()) {
            notFound().send(request);
            return;
        }
        SimulatedVerification known = verification.get();
        Optional<Fault> fault = known.script().pollFault().filter(found -> number <= found.times());
        if (fault.isEmpty()) {
            normal(known).send(request);
        } else {
            faulty(known, fault.get());
        }
    }

    private void faulty(SimulatedVerification verification, Fault fault) {
        switch (fault.mode()) {
            case RESET -> request.connection().close();
            case SLOW ->
                vertx.setTimer(SLOW_MILLIS, over -> normal(verification).send(request));
            case NEVER -> pending(verification).send(request);
            case MALFORMED -> malformed(verification).send(request);
            case STATUS, HTML, EMPTY, GARBAGE -> fault.answer().ifPresent(answer -> answer.send(request));
            case HANG, EARLY -> {
                // No answer; the request is over when either side closes the connection.
            }
        }
    }

    private static Answer normal(SimulatedVerification verification) {
        return verification.decided(Instant.now()) ? Answer.json(200, verification.result()) : pending(verification);
    }

    private static Answer malformed(SimulatedVerification verification) {
        return verification.decided(Instant.now()) ? Answer.json(200, verification.malformed()) : pending(verification);
    }

    private static Answer pending(SimulatedVerification verification) {
        int status = verification.script().pendingStatus();
        return status == 404 ? notFound() : Answer.json(status, verification.pending());
    }

    private static Answer notFound() {
        return Answer.error(404, "Not found");
    }
}
