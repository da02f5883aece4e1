package io.kairosgateway.sandbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an upload asks for: in the header {@code X-Sandbox}, or else in the names of its files, all of them together. The words and what comes
 * of each are the table of {@code src/docs/sandbox.md}.
 *
 * @param mistakes what has no meaning; the POST is answered with 400 that names it
 */
record Script(
        Outcome outcome,
        List<String> codes,
        Optional<Duration> delay,
        int pendingStatus,
        Optional<Fault> postFault,
        Optional<Fault> pollFault,
        Chance chance,
        List<String> mistakes) {

    static Script of(Collection<String> fileNames) {
        var reading = new Reading();
        fileNames.forEach(reading::fileName);
        return reading.script();
    }

    static Script ofHeader(String value) {
        var reading = new Reading();
        reading.header(value);
        return reading.script();
    }

    /** From the end of the upload to the decision. */
    Duration delay(Duration usual) {
        return delay.orElseGet(() -> Duration.ofMillis(Math.round(usual.toMillis() * chance.stretch())));
    }

    /** The answer to a POST that these instructions spoil before anything is verified, or nothing. */
    Optional<Answer> refusal() {
        return mistakes.isEmpty()
                ? postFault.flatMap(Fault::answer)
                : Optional.of(Answer.error(400, "The sandbox does not understand: " + String.join(", ", mistakes)));
    }

    boolean faulty(Fault.Mode mode) {
        return postFault.filter(fault -> fault.mode() == mode).isPresent();
    }
}
