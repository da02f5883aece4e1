package io.kairosgateway.intake;

import io.kairosgateway.problem.Particulars;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why an upload is not taken.
 *
 * @param detail a sentence for the caller; it never holds a value or a file name
 * @param particulars the same for programs; a part's name comes out of the body, so only a plain one is kept
 */
record Refusal(Problem problem, String detail, Particulars particulars) implements Opening, Head, Announced {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    Refusal {
        particulars = about(particulars, particulars.part());
    }

    Refusal(Problem problem, String part, String detail) {
        this(problem, detail, about(Particulars.NONE, part));
    }

    static Refusal malformed(String detail) {
        return new Refusal(Problem.MALFORMED_MULTIPART, null, detail);
    }

    /** @param fault what is wrong, as the end of a sentence that begins with the part */
    static Refusal of(Problem problem, String part, String fault) {
        Refusal unnamed = new Refusal(problem, part, "");
        String subject = unnamed.part() == null ? "A part" : "The part '" + unnamed.part() + "'";
        return new Refusal(problem, part, subject + " " + fault + ".");
    }

    /** The name of the part it is about, null when none is known. */
    String part() {
        return particulars.part();
    }

    Refusal in(String part) {
        return new Refusal(problem, detail, about(particulars, part));
    }

    Refusal allowed(List<String> allowed) {
        return with(particulars.limit(), particulars.actual(), allowed);
    }

    Refusal actual(Object actual) {
        return with(particulars.limit(), actual, particulars.allowed());
    }

    Refusal limit(long limit) {
        return with(limit, particulars.actual(), particulars.allowed());
    }

    private Refusal with(Long limit, Object actual, List<String> allowed) {
        return new Refusal(problem, detail, new Particulars(part(), limit, actual, allowed));
    }

    private static Particulars about(Particulars known, String part) {
        String plain = part != null && PLAIN_NAME.matcher(part).matches() ? part : null;
        return new Particulars(plain, known.limit(), known.actual(), known.allowed());
    }

    /** What the caller gets to see. */
    ProblemException exception() {
        return new ProblemException(problem, detail, particulars);
    }
}
