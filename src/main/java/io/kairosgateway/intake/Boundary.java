package io.kairosgateway.intake;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The boundary of a multipart body (RFC 2046, section 5.1.1): any that can be found without doubt, also with characters that the RFC does
 * not have.
 *
 * @param text 1 to 70 characters, as they stand in the body
 */
record Boundary(String text) implements Announced {

    private static final int MOST = 70;

    /** A semicolon ends a parameter even inside quotes for some programs; quotes and backslashes are read in several ways. */
    private static final Pattern FINDABLE = Pattern.compile("[ -~&&[^\";\\\\]]*[!-~&&[^\";\\\\]]");

    /** Programs that decode RFC 2047 words would look for another one. */
    private static final Pattern ENCODED = Pattern.compile("=\\?.*\\?=");

    /** Unquoted these are read alike by everybody. */
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z_.-]+");

    /**
     * @param contentType the request's Content-Type, of which the media type is known to be multipart/form-data
     */
    static Announced of(String contentType) {
        return new AnnouncedType(contentType).boundary();
    }

    /** @param text what stands for the boundary in a Content-Type, its quotes removed */
    static Announced spelled(String text) {
        if (text.length() > MOST) {
            return Refusal.malformed("The boundary in the Content-Type is longer than " + MOST + " characters.")
                    .limit(MOST)
                    .actual(text.length());
        }
        if (!FINDABLE.matcher(text).matches() || ENCODED.matcher(text).find()) {
            return Refusal.malformed(
                    "The boundary in the Content-Type holds a character that could be read in two ways.");
        }
        return new Boundary(text);
    }

    /** The Content-Type in the one form that every program reads alike, whatever the client's own looked like. */
    String contentType() {
        String value = PLAIN.matcher(text).matches() ? text : '"' + text + '"';
        return "multipart/form-data; boundary=" + value;
    }

    /** What ends a part: {@code CRLF -- boundary}. */
    byte[] delimiter() {
        return ("\r\n--" + text).getBytes(StandardCharsets.US_ASCII);
    }
}
