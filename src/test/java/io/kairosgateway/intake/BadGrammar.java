package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.FACE;
import static io.kairosgateway.intake.BadBody.SELFIE;
import static io.kairosgateway.intake.BadBody.bytes;
import static io.kairosgateway.intake.BadBody.content;
import static io.kairosgateway.intake.BadBody.joined;
import static io.kairosgateway.intake.BadBody.malformed;
import static io.kairosgateway.intake.MultipartBodies.BOUNDARY;
import static io.kairosgateway.intake.MultipartBodies.body;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Bodies whose delimiters are not as they must be. */
final class BadGrammar {

    private static final byte[] GOOD =
            body().part(SELFIE, FACE).text("threshold", "0.6").close();
    private static final String OPEN = "--" + BOUNDARY + "\r\n";

    private BadGrammar() {}

    static List<BadBody> bodies() {
        return List.of(
                malformed("empty", new byte[0]),
                malformed("only a line break", bytes("\r\n")),
                malformed("no multipart at all", bytes("selfie=1&document=2")),
                malformed("JSON", bytes("{\"selfie\":\"\"}")),
                malformed("a bare picture", FACE),
                malformed("a preamble", joined(bytes("hello\r\n"), GOOD)),
                malformed("LF before the first delimiter", joined(bytes("\n"), GOOD)),
                malformed("CR before the first delimiter", joined(bytes("\r"), GOOD)),
                malformed("a blank line before the first delimiter", joined(bytes(" \r\n"), GOOD)),
                malformed("line breaks without end before the first delimiter", joined(bytes("\r\n".repeat(9)), GOOD)),
                malformed("another boundary than announced", replaced("--" + BOUNDARY, "--other")),
                malformed("a boundary in another case", replaced(BOUNDARY, BOUNDARY.toUpperCase(Locale.ROOT))),
                malformed("the first delimiter without its dashes", Arrays.copyOfRange(GOOD, 2, GOOD.length)),
                malformed("no part", bytes("--" + BOUNDARY + "--\r\n")),
                malformed("only the first delimiter", bytes(OPEN)),
                malformed("padding behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + " \r\n")),
                malformed("a tab behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + "\t\r\n")),
                malformed("LF behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + "\n")),
                malformed("CR behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + "\r")),
                malformed("CR CR LF behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + "\r\r\n")),
                malformed("a letter behind the first delimiter", replacedFirst(OPEN, "--" + BOUNDARY + "x\r\n")),
                malformed("padding behind a delimiter", replacedLast(OPEN, "--" + BOUNDARY + " \r\n")),
                malformed("LF behind a delimiter", replacedLast(OPEN, "--" + BOUNDARY + "\n")),
                malformed("a letter behind a delimiter", replacedLast(OPEN, "--" + BOUNDARY + "x\r\n")),
                malformed("only one dash behind the last delimiter", closing("-\r\n")),
                malformed("padding behind the last delimiter", closing("-- \r\n")),
                malformed("LF behind the last delimiter", closing("--\n")),
                malformed("CR alone behind the last delimiter", closing("--\r")),
                malformed("line breaks without end behind the last delimiter", closing("--" + "\r\n".repeat(9))),
                malformed("LF behind the last line", closing("--\r\n\n")),
                malformed("CR behind the last line", closing("--\r\n\r")),
                malformed("a delimiter behind the last line", closing("--\r\n\r\n--" + BOUNDARY + "\r\n")),
                malformed("an epilogue", closing("--\r\nbye")),
                malformed("an epilogue on the line of the last delimiter", closing("--bye")),
                malformed("a part behind the last delimiter", joined(GOOD, GOOD)),
                malformed("a NUL behind the end", closing("--\r\n\0")),
                malformed("LF before a delimiter", "selfie", inside("x\n--" + BOUNDARY + "\r\n" + SELFIE)),
                malformed("CR before a delimiter", "selfie", inside("x\r--" + BOUNDARY + "\r\n" + SELFIE)),
                malformed("LF CR before a delimiter", "selfie", inside("x\n\r--" + BOUNDARY + "\r\n" + SELFIE)),
                malformed("a delimiter in the middle of a line", "selfie", inside("x--" + BOUNDARY + "\r\n" + SELFIE)),
                malformed("a last delimiter in the middle of a line", "selfie", inside("x--" + BOUNDARY + "--\r\n")),
                malformed("a delimiter with one dash more", "selfie", inside("\r\n---" + BOUNDARY + "\r\n")),
                malformed("a boundary that goes on", inside("\r\n--" + BOUNDARY + "0\r\n")),
                malformed("LF before the last delimiter", "selfie", unclosed("\n--" + BOUNDARY + "--\r\n")),
                malformed("no line break before the last delimiter", "selfie", unclosed("--" + BOUNDARY + "--\r\n")),
                malformed(
                        "content that begins with the delimiter",
                        "threshold",
                        body().text("threshold", "--" + BOUNDARY + "--").bytes()),
                malformed("LF everywhere", bytes(text(GOOD).replace("\r\n", "\n"))),
                malformed("CR everywhere", bytes(text(GOOD).replace("\r\n", "\r"))),
                malformed("no last delimiter", "selfie", unclosed("")),
                malformed("a line break instead of the last delimiter", "selfie", unclosed("\r\n")),
                malformed("half of the last delimiter", "selfie", unclosed("\r\n--" + BOUNDARY.substring(0, 7))),
                malformed("the last delimiter without its dashes", unclosed("\r\n--" + BOUNDARY)),
                malformed("the end within a part's headers", bytes(OPEN + "Content-Disposition: form-data; na")));
    }

    private static byte[] inside(String text) {
        return content(joined(FACE, bytes(text)));
    }

    private static byte[] unclosed(String end) {
        return body().raw(OPEN + SELFIE + "\r\n").raw(FACE).raw(end).bytes();
    }

    private static byte[] closing(String end) {
        return unclosed("\r\n--" + BOUNDARY + end);
    }

    private static byte[] replaced(String old, String fresh) {
        return bytes(text(GOOD).replace(old, fresh));
    }

    private static byte[] replacedFirst(String old, String fresh) {
        String text = text(GOOD);
        int at = text.indexOf(old);
        return bytes(text.substring(0, at) + fresh + text.substring(at + old.length()));
    }

    private static byte[] replacedLast(String old, String fresh) {
        String text = text(GOOD);
        int at = text.lastIndexOf(old);
        return bytes(text.substring(0, at) + fresh + text.substring(at + old.length()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
