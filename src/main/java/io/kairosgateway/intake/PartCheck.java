package io.kairosgateway.intake;

import io.kairosgateway.intake.PartHead.FileName;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.verification.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules of a kind for each of its parts, applied while they pass. A part without content is as good as absent. */
final class PartCheck implements PartSink {

    private final KindParts rules;
    private final PartLimits limits;
    private final Parts parts = new Parts();
    private final Set<KnownPart> seen = EnumSet.noneOf(KnownPart.class);

    private KnownPart part;
    private PartHead head;
    private long size;
    private FileCheck file;
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
                .filter(required -> !seen.contains(required))
                .findFirst()
                .map(missing -> Refusal.of(Problem.MISSING_PART, missing.label(), "is missing"))
                .orElse(null);
    }

    @Override
    public Refusal begin(PartHead next) {
        KnownPart known = KnownPart.named(next.name()).filter(rules::has).orElse(null);
        if (known == null) {
            List<String> names = rules.all().stream().map(KnownPart::label).toList();
            return Refusal.of(Problem.UNKNOWN_PART, next.name(), "is not known to this kind of verification")
                    .allowed(names);
        }
        if (!seen.add(known)) {
            return Refusal.of(Problem.DUPLICATE_PART, next.name(), "was sent twice");
        }
        if (!known.file() && next.fileName() != FileName.ABSENT) {
            return Refusal.of(Problem.MALFORMED_MULTIPART, next.name(), "must be text, without a file name");
        }
        if (!known.file() && next.octets()) {
            return Refusal.of(
                    Problem.INVALID_VALUE,
                    next.name(),
                    "must not be typed application/octet-stream, which some programs take for a file");
        }
        part = known;
        head = next;
        size = 0;
        file = known.file() ? new FileCheck(known, limits) : null;
        text = new ByteArrayOutputStream();
        return null;
    }

    @Override
    public Refusal content(byte[] bytes, int from, int to) {
        if (head.fileName() == FileName.EMPTY) {
            return refusal(Problem.MALFORMED_MULTIPART, "has an empty file name and yet content");
        }
        long limit = part.file() ? limits.file() : limits.text();
        int taken = (int) Math.min(to - from, limit - size);
        size += taken;
        Refusal refusal = null;
        if (part.file()) {
            refusal = file.content(bytes, from, from + taken);
        } else {
            text.write(bytes, from, taken);
        }
        return refusal == null && taken < to - from ? tooLarge(limit) : refusal;
    }

    private Refusal tooLarge(long limit) {
        Refusal refusal = part.file()
                ? refusal(Problem.PART_TOO_LARGE, "is larger than " + limit + " bytes")
                : refusal(Problem.INVALID_VALUE, "is longer than " + limit + " bytes");
        return (head.contentLength() > limit ? refusal.actual(head.contentLength()) : refusal).limit(limit);
    }

    @Override
    public Refusal end() {
        if (head.contentLength() >= 0 && head.contentLength() != size) {
            return refusal(Problem.MALFORMED_MULTIPART, "has another length than its Content-Length says");
        }
        Refusal refusal = size == 0 ? empty() : filled();
        if (refusal == null) {
            part = null;
        }
        return refusal;
    }

    private Refusal empty() {
        if (rules.required().contains(part)) {
            return refusal(Problem.MISSING_PART, "is empty");
        }
        if (limits.emptyParts() == EmptyParts.PASS) {
            return null;
        }
        return refusal(
                part.file() ? Problem.UNSUPPORTED_IMAGE : Problem.INVALID_VALUE, "is empty; leave it out instead");
    }

    private Refusal filled() {
        Refusal refusal = part.file() ? file.end() : null;
        String value = part.file() ? null : text.toString(StandardCharsets.ISO_8859_1);
        if (!part.file() && !part.accepts(value, limits)) {
            refusal = refusal(Problem.INVALID_VALUE, part.expectation(limits));
            List<String> values = part.values(limits);
            refusal = values.isEmpty() ? refusal : refusal.allowed(values);
        }
        if (refusal == null) {
            parts.add(new Parts.Part(part.label(), part.file(), size, value));
        }
        return refusal;
    }

    private Refusal refusal(Problem problem, String fault) {
        return Refusal.of(problem, part.label(), fault);
    }
}
