package io.kairosgateway.intake;

import static io.kairosgateway.intake.MultipartBodies.body;
import static io.kairosgateway.verification.Kind.BIOMETRIC;
import static io.kairosgateway.verification.Kind.FULL_ID;
import static io.kairosgateway.verification.Kind.LIVENESS;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.util.List;

/** Uploads with a text part that holds a value that is not allowed. */
final class BadTexts {

    private BadTexts() {}

    static List<BadBody> bodies() {
        return List.of(
                bad("a threshold in JSON", LIVENESS, typed("threshold", "application/json", "\"0.6\""), "threshold"),
                bad("a threshold above 1", LIVENESS, threshold("1.01"), "threshold"),
                bad("a negative threshold", LIVENESS, threshold("-0.1"), "threshold"),
                bad("a threshold with a plus", LIVENESS, threshold("+0.1"), "threshold"),
                bad("a threshold with an exponent", LIVENESS, threshold("6e-1"), "threshold"),
                bad("a threshold with a comma", LIVENESS, threshold("0,6"), "threshold"),
                bad("a threshold with a blank", LIVENESS, threshold("0.6 "), "threshold"),
                bad("a threshold with a line break", LIVENESS, threshold("0.6\r\n"), "threshold"),
                bad("a threshold without a zero", LIVENESS, threshold(".6"), "threshold"),
                bad("a threshold with two zeros", LIVENESS, threshold("00.6"), "threshold"),
                bad("a threshold that ends with its point", LIVENESS, threshold("1."), "threshold"),
                bad("a threshold that is not a number", LIVENESS, threshold("NaN"), "threshold"),
                bad("a threshold of 17 characters", LIVENESS, threshold("0." + "1".repeat(15)), "threshold"),
                bad("a threshold in Arabic digits", LIVENESS, threshold("\u0660.\u0666"), "threshold"),
                bad("an unknown profile", FULL_ID, body().text("profile", "optimal-v1"), "profile"),
                bad("a profile in capitals", FULL_ID, body().text("profile", "OPTIMAL-V0"), "profile"),
                bad("a text of 257 bytes", FULL_ID, body().text("profile", "x".repeat(257)), "profile"),
                bad("a multiface in capitals", BIOMETRIC, body().text("image_multiface", "True"), "image_multiface"),
                bad("a multiface of 1", BIOMETRIC, body().text("image_multiface", "1"), "image_multiface"));
    }

    private static BadBody bad(String name, Kind kind, MultipartBodies body, String part) {
        return new BadBody(name, kind, body.close(), Problem.INVALID_VALUE, part);
    }

    private static MultipartBodies threshold(String value) {
        return body().text("threshold", value);
    }

    private static MultipartBodies typed(String name, String type, String value) {
        return body().part(
                        "Content-Disposition: form-data; name=\"" + name + "\"\r\nContent-Type: " + type + "\r\n",
                        value);
    }
}
