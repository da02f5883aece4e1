package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;

/** Why a request head is refused before anything is routed; thrown to the decoder, which decodes nothing more of that connection. */
final class FlawedHead extends IllegalArgumentException {

    private final Problem problem;

    /** @param detail a sentence for the caller, with nothing of the request in it */
    FlawedHead(Problem problem, String detail) {
        super(detail);
        this.problem = problem;
    }

    static FlawedHead bad(String detail) {
        return new FlawedHead(Problem.BAD_REQUEST, detail);
    }

    Problem problem() {
        return problem;
    }

    /** A caller makes as many of these as it likes. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
