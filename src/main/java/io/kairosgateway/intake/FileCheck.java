package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules for the content of a file: its type and the size of its picture, by its own first bytes and not by what is said of them. */
final class FileCheck {

    private final KnownPart part;
    private final PartLimits limits;
    private final Set<FileType> types;
    private final FileProbe probe = new FileProbe();

    FileCheck(KnownPart part, PartLimits limits) {
        this.part = part;
        this.limits = limits;
        this.types = part.types(limits);
    }

    Refusal content(byte[] bytes, int from, int to) {
        if (probe.finding() != FileFinding.OPEN) {
            return null;
        }
        probe.feed(bytes, from, to);
        return probe.finding() == FileFinding.OPEN ? null : judged(probe.finding());
    }

    /** @return what is wrong with a file that has ended, but for what has been found before */
    Refusal end() {
        if (probe.finding() != FileFinding.OPEN) {
            return null;
        }
        FileFinding last = probe.ended();
        return last == FileFinding.OPEN
                ? unsupported("ends before the header of its picture is complete", null)
                : judged(last);
    }

    private Refusal judged(FileFinding finding) {
        if (finding instanceof FileFinding.Picture picture && types.contains(picture.type())) {
            return sized(picture.width(), picture.height());
        }
        if (finding instanceof FileFinding.Document document && types.contains(document.type())) {
            return null;
        }
        if (finding instanceof FileFinding.Foreign foreign) {
            return unsupported(foreign.words(), foreign.mediaType());
        }
        return unsupported("is not of a type that is taken here", type(finding));
    }

    private static String type(FileFinding finding) {
        if (finding instanceof FileFinding.Picture picture) {
            return picture.type().mediaType();
        }
        return finding instanceof FileFinding.Document document
                ? document.type().mediaType()
                : null;
    }

    private Refusal sized(long width, long height) {
        long least = Math.min(width, height);
        long greatest = Math.max(width, height);
        boolean small = least < limits.minPixels();
        if (!small && greatest <= limits.maxPixels()) {
            return null;
        }
        return Refusal.of(
                        Problem.IMAGE_DIMENSIONS,
                        part.label(),
                        "must be from " + limits.minPixels() + " to " + limits.maxPixels() + " pixels wide and high")
                .limit(small ? limits.minPixels() : limits.maxPixels())
                .actual(small ? least : greatest);
    }

    /** @param found the media type that it has, null when it is not known */
    private Refusal unsupported(String fault, String found) {
        List<String> taken = types.stream().sorted().map(FileType::mediaType).toList();
        String names = types.stream().sorted().map(FileType::name).collect(Collectors.joining(", "));
        return Refusal.of(Problem.UNSUPPORTED_IMAGE, part.label(), fault + "; taken are " + names)
                .allowed(taken)
                .actual(found);
    }
}
