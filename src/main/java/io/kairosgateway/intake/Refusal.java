package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import java.util.regex.Pattern;

/**
 * Why an upload is not taken.
 *
 * @param part the part it is about, null when none is known; out of the body, so only a plain name is kept
 * @param detail a sentence for the caller; it never holds a value or a file name
 */
record Refusal(Problem problem, String part, String detail) implements Opening, Head {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    Refusal {
        part = part != null && PLAIN_NAME.matcher(part).matches() ? part : null;
    }

    static Refusal malformed(String detail) {
        return new Refusal(Problem.MALFORMED_MULTIPART, null, detail);
    }

    /** What the caller gets to see. */
    ProblemException exception() {
        return new ProblemException(problem, detail);
    }

    /** @param fault what is wrong, as the end of a sentence that begins with the part */
    static Refusal of(Problem problem, String part, String fault) {
        Refusal unnamed = new Refusal(problem, part, null);
        String subject = unnamed.part == null ? "A part" : "The part '" + unnamed.part + "'";
        return new Refusal(problem, part, subject + " " + fault + ".");
    }
}
