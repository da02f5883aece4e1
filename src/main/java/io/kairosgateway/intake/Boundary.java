package io.kairosgateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The boundary of a multipart body (RFC 2046, section 5.1.1).
 *
 * @param text 1 to 70 of the characters that the RFC allows
 */
record Boundary(String text) {

    private static final Pattern LEGAL = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");
    private static final Set<String> PARAMETERS = Set.of("boundary", "charset");
    private static final Set<String> ASCII_CHARSETS = Set.of("utf-8", "us-ascii", "iso-8859-1");

    /**
     * @param contentType the request's Content-Type
     * @return nothing when it has no boundary that everybody reads alike
     */
    static Optional<Boundary> of(String contentType) {
        return Parameters.read(contentType)
                .filter(type -> type.main().equals("multipart/form-data"))
                .filter(type -> PARAMETERS.containsAll(type.named().keySet()))
                .filter(Boundary::keepsAscii)
                .map(type -> type.get("boundary"))
                .filter(text -> LEGAL.matcher(text).matches())
                .map(Boundary::new);
    }

    /** Any other charset would have the text parts read differently by those who honour it. */
    static boolean keepsAscii(Parameters type) {
        return ASCII_CHARSETS.contains(
                type.named().getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT));
    }

    /** What ends a part: {@code CRLF -- boundary}. */
    byte[] delimiter() {
        return ("\r\n--" + text).getBytes(StandardCharsets.US_ASCII);
    }
}
