package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.FACE;
import static io.kairosgateway.intake.BadBody.SELFIE;
import static io.kairosgateway.intake.MultipartBodies.body;
import static io.kairosgateway.verification.Kind.BIOMETRIC;
import static io.kairosgateway.verification.Kind.DOCUMENT;
import static io.kairosgateway.verification.Kind.FULL_ID;
import static io.kairosgateway.verification.Kind.LIVENESS;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.util.List;

/** Well-formed bodies that do not follow the rules of their kind. */
final class BadParts {

    private BadParts() {}

    static List<BadBody> bodies() {
        return List.of(
                bad(
                        "no selfie",
                        FULL_ID,
                        body().file("document", "a", "image/jpeg", FACE),
                        Problem.MISSING_PART,
                        "selfie"),
                bad("no document", FULL_ID, selfie(), Problem.MISSING_PART, "document"),
                bad(
                        "only the back",
                        DOCUMENT,
                        body().file("document_back", "a", "image/jpeg", FACE),
                        Problem.MISSING_PART,
                        "document"),
                bad("no image", BIOMETRIC, selfie(), Problem.MISSING_PART, "image"),
                bad("only a threshold", LIVENESS, body().text("threshold", "0.6"), Problem.MISSING_PART, "selfie"),
                bad(
                        "an unknown file",
                        LIVENESS,
                        body().file("photo", "a", "image/jpeg", FACE),
                        Problem.UNKNOWN_PART,
                        "photo"),
                bad("an unknown text", LIVENESS, body().text("callback", "x"), Problem.UNKNOWN_PART, "callback"),
                bad(
                        "a name in another case",
                        LIVENESS,
                        body().file("Selfie", "a", "image/jpeg", FACE),
                        Problem.UNKNOWN_PART,
                        "Selfie"),
                bad(
                        "a name with brackets",
                        LIVENESS,
                        body().file("selfie[]", "a", "image/jpeg", FACE),
                        Problem.UNKNOWN_PART,
                        null),
                bad(
                        "a name with a blank",
                        LIVENESS,
                        body().file("selfie ", "a", "image/jpeg", FACE),
                        Problem.UNKNOWN_PART,
                        null),
                bad("an empty name", LIVENESS, body().file("", "a", "image/jpeg", FACE), Problem.UNKNOWN_PART, null),
                bad("a charset part", LIVENESS, body().text("_charset_", "utf-16"), Problem.UNKNOWN_PART, "_charset_"),
                bad(
                        "a profile for a document",
                        DOCUMENT,
                        body().text("profile", "strict-v0"),
                        Problem.UNKNOWN_PART,
                        "profile"),
                bad("a selfie for a document", DOCUMENT, selfie(), Problem.UNKNOWN_PART, "selfie"),
                bad(
                        "a threshold for a full id",
                        FULL_ID,
                        body().text("threshold", "0.6"),
                        Problem.UNKNOWN_PART,
                        "threshold"),
                bad(
                        "a document for a biometric",
                        BIOMETRIC,
                        body().file("document", "a", "image/jpeg", FACE),
                        Problem.UNKNOWN_PART,
                        "document"),
                bad("two selfies", LIVENESS, selfie().part(SELFIE, FACE), Problem.DUPLICATE_PART, "selfie"),
                bad(
                        "two thresholds",
                        LIVENESS,
                        body().text("threshold", "1").text("threshold", "0"),
                        Problem.DUPLICATE_PART,
                        "threshold"),
                bad(
                        "a selfie that is text",
                        LIVENESS,
                        body().text("selfie", "aGk="),
                        Problem.UNSUPPORTED_IMAGE,
                        "selfie"),
                bad(
                        "an empty selfie without a file name",
                        LIVENESS,
                        body().text("selfie", ""),
                        Problem.MISSING_PART,
                        "selfie"),
                bad(
                        "a selfie that was not chosen",
                        LIVENESS,
                        body().file("selfie", "", "application/octet-stream", new byte[0]),
                        Problem.MISSING_PART,
                        "selfie"),
                bad(
                        "an empty back and a back",
                        DOCUMENT,
                        body().file("document_back", "", "application/octet-stream", new byte[0])
                                .file("document_back", "a", "image/jpeg", FACE),
                        Problem.DUPLICATE_PART,
                        "document_back"),
                bad(
                        "an empty threshold and a threshold",
                        LIVENESS,
                        body().text("threshold", "").text("threshold", "0"),
                        Problem.DUPLICATE_PART,
                        "threshold"),
                bad(
                        "a threshold typed as bytes",
                        LIVENESS,
                        body().part(
                                        "Content-Disposition: form-data; name=\"threshold\"\r\nContent-Type: application/octet-stream\r\n",
                                        "0.6"),
                        Problem.INVALID_VALUE,
                        "threshold"),
                bad(
                        "a threshold that is a file",
                        LIVENESS,
                        body().file("threshold", "a.txt", "text/plain", BadBody.bytes("1")),
                        Problem.MALFORMED_MULTIPART,
                        "threshold"),
                bad(
                        "a file that is too large",
                        LIVENESS,
                        body().part(SELFIE, Pictures.png(300, 300, (1 << 19) + 1)),
                        Problem.PART_TOO_LARGE,
                        "selfie"),
                bad("a request that is too large", FULL_ID, large(), Problem.REQUEST_TOO_LARGE, null));
    }

    private static BadBody bad(String name, Kind kind, MultipartBodies body, Problem problem, String part) {
        return new BadBody(name, kind, body.close(), problem, part);
    }

    private static MultipartBodies selfie() {
        return body().part(SELFIE, FACE);
    }

    private static MultipartBodies large() {
        byte[] picture = Pictures.png(300, 300, 1 << 19);
        return body().file("selfie", "a", "image/png", picture).file("document", "b", "image/png", picture);
    }
}
