package io.kairosgateway.intake;

import io.kairosgateway.intake.PartHead.FileName;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the header block of a part (RFC 7578, section 4), and refuses what two programs could understand differently. */
final class HeadReader {

    /** Letters and hyphens only: some parsers know no other names. */
    private static final Pattern LINE = Pattern.compile("([A-Za-z-]+): *([^ \r].*)\r\n");

    private static final Pattern ASCII = Pattern.compile("[ -~]*[!-~]");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    /** Possessive, because a repeated group that may give back recurses once a character, and a long name overflows the stack. */
    private static final Pattern EXTENDED =
            Pattern.compile("(?i)utf-8'[a-z0-9-]*'(?:%[0-9a-f]{2}|[a-z0-9!#$&+.^_`|~-])++");

    /** Headers that begin with {@code Content-} tell how a part is to be read; one that is not known could tell something else. */
    private static final Set<String> CONTENT_HEADERS =
            Set.of("content-disposition", "content-type", "content-transfer-encoding", "content-length", "content-id");

    private static final Set<String> DISPOSITION_PARAMETERS = Set.of(
            "name",
            Parameters.FILE_NAME,
            Parameters.EXTENDED_FILE_NAME,
            "creation-date",
            "modification-date",
            "read-date",
            "size");
    private static final Set<String> IDENTITY_ENCODINGS = Set.of("7bit", "8bit", "binary");
    private static final Parameters UNTYPED = new Parameters("text/plain", Map.of());

    private record Line(HeaderPlace place, String value) {}

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final int part;
    private String name;

    private HeadReader(int part) {
        this.part = part;
    }

    /**
     * @param text the lines of the block with their CRLFs
     * @param part the number of the part
     */
    static Head read(String text, int part) {
        return new HeadReader(part).head(text);
    }

    private Head head(String text) {
        Matcher line = LINE.matcher(text);
        for (int at = 0; at < text.length(); at = line.end()) {
            HeaderPlace place = new HeaderPlace(part, lines.size() + 1, text.substring(at, text.indexOf('\r', at)));
            if (!line.region(at, text.length()).lookingAt()) {
                return place.refusal("cannot be read");
            }
            String field = line.group(1).toLowerCase(Locale.ROOT);
            if (field.startsWith("content-") && !CONTENT_HEADERS.contains(field)) {
                return place.refusal("is not taken in a part");
            }
            if (lines.put(field, new Line(place, line.group(2))) != null) {
                return place.refusal("is there twice");
            }
        }
        Line disposition = lines.get("content-disposition");
        return disposition == null
                ? Refusal.malformed("Part " + part + " has no Content-Disposition.")
                : disposition(disposition);
    }

    private Head disposition(Line line) {
        Parameters disposition = Parameters.read(line.value()).orElse(null);
        if (disposition == null) {
            return line.place().refusal("cannot be read, or could be read in two ways");
        }
        if (!disposition.main().equals("form-data") || disposition.get("name") == null) {
            return line.place().refusal("is not form-data with a name");
        }
        if (!DISPOSITION_PARAMETERS.containsAll(disposition.named().keySet())) {
            return line.place().refusal("has a parameter that is not taken");
        }
        name = disposition.get("name");
        String fileName = disposition.get(Parameters.FILE_NAME);
        String extended = disposition.get(Parameters.EXTENDED_FILE_NAME);
        if (extended != null
                && (fileName == null
                        || fileName.isEmpty()
                        || !EXTENDED.matcher(extended).matches())) {
            return refusal(line, "has a filename* that is malformed or alone");
        }
        return head(fileName == null ? FileName.ABSENT : fileName.isEmpty() ? FileName.EMPTY : FileName.PRESENT);
    }

    private Head head(FileName fileName) {
        for (Map.Entry<String, Line> line : lines.entrySet()) {
            if (!line.getKey().equals("content-disposition")
                    && !ASCII.matcher(line.getValue().value()).matches()) {
                return refusal(line.getValue(), "has characters that are not ASCII, or ends with a blank");
            }
        }
        Line encoding = lines.get("content-transfer-encoding");
        if (encoding != null && !IDENTITY_ENCODINGS.contains(encoding.value().toLowerCase(Locale.ROOT))) {
            return refusal(encoding, "is not binary, 8bit or 7bit");
        }
        Line length = lines.get("content-length");
        if (length != null && !LENGTH.matcher(length.value()).matches()) {
            return refusal(length, "is not a number");
        }
        Line typed = lines.get("content-type");
        Parameters type =
                typed == null ? UNTYPED : Parameters.read(typed.value()).orElse(null);
        if (type == null || !PartType.readAlike(type)) {
            return refusal(typed, "cannot be read, is a container or has a parameter that is not taken");
        }
        return new PartHead(
                name,
                fileName,
                type.main().equals("application/octet-stream"),
                length == null ? -1 : Long.parseLong(length.value()));
    }

    private Refusal refusal(Line line, String fault) {
        return line.place().refusal(fault).in(name);
    }
}
