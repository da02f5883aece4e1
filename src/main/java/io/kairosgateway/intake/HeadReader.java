package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the header block of a part (RFC 7578, section 4), and refuses what two programs could understand differently. */
final class HeadReader {

    private static final Pattern LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): *([^ \r].*)\r\n");
    private static final Pattern ASCII = Pattern.compile("[ -~]*[!-~]");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    /** Possessive, because a repeated group that may give back recurses once a character, and a long name overflows the stack. */
    private static final Pattern EXTENDED =
            Pattern.compile("(?i)utf-8'[a-z0-9-]*'(?:%[0-9a-f]{2}|[a-z0-9!#$&+.^_`|~-])++");

    /** Headers that begin with {@code Content-} tell how a part is to be read; one that is not known could tell something else. */
    private static final Set<String> CONTENT_HEADERS =
            Set.of("content-disposition", "content-type", "content-transfer-encoding", "content-length", "content-id");

    private static final Set<String> DISPOSITION_PARAMETERS =
            Set.of("name", "filename", "filename*", "creation-date", "modification-date", "read-date", "size");
    private static final Set<String> TYPE_PARAMETERS = Set.of("charset");
    private static final Set<String> IDENTITY_ENCODINGS = Set.of("7bit", "8bit", "binary");

    private final Map<String, String> fields = new LinkedHashMap<>();
    private String name;

    private HeadReader() {}

    /** @param text the lines of the block with their CRLFs */
    static Head read(String text) {
        return new HeadReader().head(text);
    }

    private Head head(String text) {
        Matcher line = LINE.matcher(text);
        for (int at = 0; at < text.length(); at = line.end()) {
            if (!line.region(at, text.length()).lookingAt()) {
                return refusal("has a header line that cannot be read");
            }
            String field = line.group(1).toLowerCase(Locale.ROOT);
            if (field.startsWith("content-") && !CONTENT_HEADERS.contains(field)) {
                return refusal("has a header that is not allowed in a part");
            }
            if (fields.put(field, line.group(2)) != null) {
                return refusal("has a header twice");
            }
        }
        Parameters disposition = parameters("content-disposition")
                .filter(value -> value.main().equals("form-data"))
                .filter(value ->
                        DISPOSITION_PARAMETERS.containsAll(value.named().keySet()))
                .orElse(null);
        if (disposition == null || disposition.get("name") == null) {
            return refusal("needs a Content-Disposition of form-data with a name and nothing unusual");
        }
        name = disposition.get("name");
        return head(disposition.get("filename"), disposition.get("filename*"));
    }

    private Head head(String filename, String extended) {
        if (filename != null && filename.isEmpty()) {
            return refusal("has an empty file name; a file that was not chosen must not be sent");
        }
        if (extended != null && (filename == null || !EXTENDED.matcher(extended).matches())) {
            return refusal("has a filename* that is malformed or alone");
        }
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (!field.getKey().equals("content-disposition")
                    && !ASCII.matcher(field.getValue()).matches()) {
                return refusal("has a header with characters that are not ASCII");
            }
        }
        String encoding = fields.getOrDefault("content-transfer-encoding", "binary");
        if (!IDENTITY_ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
            return refusal("has a Content-Transfer-Encoding that is not taken");
        }
        String length = fields.get("content-length");
        if (length != null && !LENGTH.matcher(length).matches()) {
            return refusal("has a Content-Length that is not a number");
        }
        Parameters type = parameters("content-type").orElse(null);
        if (fields.containsKey("content-type") && (type == null || !leaf(type))) {
            return refusal("has a Content-Type that cannot be read, is a container or has an unusual parameter");
        }
        return new PartHead(
                name,
                filename != null,
                type == null || type.main().equals("text/plain"),
                length == null ? -1 : Long.parseLong(length));
    }

    private Optional<Parameters> parameters(String field) {
        return Optional.ofNullable(fields.get(field)).flatMap(Parameters::read);
    }

    /** Netty takes a {@code name} in the Content-Type for the name of the part. */
    private static boolean leaf(Parameters type) {
        return type.main().contains("/")
                && !type.main().startsWith("multipart/")
                && !type.main().startsWith("message/")
                && TYPE_PARAMETERS.containsAll(type.named().keySet())
                && Boundary.keepsAscii(type);
    }

    private Refusal refusal(String fault) {
        return Refusal.of(Problem.MALFORMED_MULTIPART, name, fault);
    }
}
