package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.kairosgateway.verification.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The rules of a kind for each of its parts, applied while they pass. */
final class PartCheck implements PartSink {

    private final KindParts rules;
    private final PartLimits limits;
    private final Parts parts = new Parts();

    private KnownPart part;
    private PartHead head;
    private long size;
    private FileProbe probe;
    private ByteArrayOutputStream text;

    PartCheck(Kind kind, PartLimits limits) {
        this.rules = limits.profileNeeded() ? KindParts.of(kind).withProfile() : KindParts.of(kind);
        this.limits = limits;
    }

    Parts parts() {
        return parts;
    }

    /** The name of the part that has begun and not ended, or null. */
    String open() {
        return part == null ? null : part.label();
    }

    /** @return a refusal when a required part has not been there, or null */
    Refusal complete() {
        return rules.required().stream()
                .filter(required -> parts.named(required.label()).isEmpty())
                .findFirst()
                .map(missing -> Refusal.of(Problem.MISSING_PART, missing.label(), "is missing"))
                .orElse(null);
    }

    @Override
    public Refusal begin(PartHead next) {
        KnownPart known = KnownPart.named(next.name()).filter(rules::has).orElse(null);
        if (known == null) {
            return Refusal.of(Problem.UNKNOWN_PART, next.name(), "is not known to this kind of verification");
        }
        if (parts.named(next.name()).isPresent()) {
            return Refusal.of(Problem.DUPLICATE_PART, next.name(), "was sent twice");
        }
        if (known.file() != next.file()) {
            return Refusal.of(
                    Problem.MALFORMED_MULTIPART,
                    next.name(),
                    known.file() ? "must be a file, with a file name" : "must be text, without a file name");
        }
        if (!known.file() && !next.plainText()) {
            return Refusal.of(Problem.INVALID_VALUE, next.name(), "must be text/plain");
        }
        part = known;
        head = next;
        size = 0;
        probe = new FileProbe();
        text = new ByteArrayOutputStream();
        return null;
    }

    @Override
    public Refusal content(byte[] bytes, int from, int to) {
        long limit = part.file() ? limits.file() : limits.text();
        int taken = (int) Math.min(to - from, limit - size);
        size += taken;
        Refusal refusal = null;
        if (part.file()) {
            refusal = probe(bytes, from, from + taken);
        } else {
            text.write(bytes, from, taken);
        }
        if (refusal == null && taken < to - from) {
            return part.file()
                    ? refusal(Problem.PART_TOO_LARGE, "is larger than " + limit + " bytes")
                    : refusal(Problem.INVALID_VALUE, "is longer than " + limit + " bytes");
        }
        return refusal;
    }

    @Override
    public Refusal end() {
        if (head.contentLength() >= 0 && head.contentLength() != size) {
            return refusal(Problem.MALFORMED_MULTIPART, "has another length than its Content-Length says");
        }
        String value = part.file() ? null : text.toString(StandardCharsets.ISO_8859_1);
        if (!part.file() && !part.accepts(value, limits)) {
            return refusal(Problem.INVALID_VALUE, part.expectation(limits));
        }
        if (part.file() && probe.finding() == FileFinding.OPEN) {
            return refusal(
                    Problem.UNSUPPORTED_IMAGE,
                    size == 0 ? "is an empty file" : "ends before the header of its picture is complete");
        }
        parts.add(new Parts.Part(part.label(), part.file(), size, value));
        part = null;
        return null;
    }

    private Refusal probe(byte[] bytes, int from, int to) {
        if (probe.finding() != FileFinding.OPEN) {
            return null;
        }
        probe.feed(bytes, from, to);
        Set<FileType> types = part.types(limits);
        FileFinding finding = probe.finding();
        if (finding == FileFinding.OPEN
                || finding instanceof FileFinding.Document document && types.contains(document.type())) {
            return null;
        }
        if (finding instanceof FileFinding.Picture picture && types.contains(picture.type())) {
            return fits(picture.width()) && fits(picture.height())
                    ? null
                    : refusal(
                            Problem.IMAGE_DIMENSIONS,
                            "must be from " + limits.minPixels() + " to " + limits.maxPixels()
                                    + " pixels wide and high");
        }
        return refusal(Problem.UNSUPPORTED_IMAGE, "is not of a type that is taken here");
    }

    private boolean fits(int pixels) {
        return pixels >= limits.minPixels() && pixels <= limits.maxPixels();
    }

    private Refusal refusal(Problem problem, String fault) {
        return Refusal.of(problem, part.label(), fault);
    }
}
