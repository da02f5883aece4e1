package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.bytes;

import io.kairosgateway.verification.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Small uploads at random: valid ones in all the spellings that clients use, and ones that a few changes were made to. */
final class BodyGenerator {

    /** Stands for a file name in ISO-8859-1: what else is text here is UTF-8. */
    private static final String LATIN = "\"LATIN.jpg\"";

    private static final byte[] PICTURE = bytes("\u00ff\u00d8\u00ff\u00c0\0\u000b\u0008\u0001\u0090\u0001\u0090");
    private static final List<String> BOUNDARIES = List.of(
            "x",
            "-",
            "--",
            "----b",
            "0'(a)+_,./:=? b",
            "a-a--a",
            "*****",
            "===1412===",
            " <x>@[y]{}&|~^`$#!",
            "%d=?x",
            "B".repeat(70));
    private static final List<String> FILENAMES = List.of(
            "a",
            "\"a.jpg\"",
            "\"a b;c=d.jpg\"",
            "\"%22 \u00fc\u20ac\"",
            "a; filename*=UTF-8''%e2%82%ac",
            "\"'\"",
            "\"a\\\"b\\\".jpg\"",
            "\"\\\"\"; filename*=UTF-8''%22",
            "\"C:\\Users\\a b\\c.jpg\"",
            "\"\\\\host\\c\\\\d.jpg\"",
            LATIN);
    private static final List<String> EXTRAS = List.of(
            "",
            "",
            "Content-Type: image/jpeg\r\n",
            "content-type:text/plain; charset=UTF-8\r\n",
            "X-A: b; name=\"c\"\r\n",
            "Content-Transfer-Encoding: binary\r\n",
            "CONTENT-TYPE:  text/plain\r\nContent-ID: <a@b>\r\n",
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n",
            "Content-Type: application/json\r\n",
            "Content-Type: text/plain; format=flowed; delsp=\"yes\"\r\n");
    private static final List<String> FILE_EXTRAS = Stream.concat(
                    EXTRAS.stream(),
                    Stream.of("Content-Type: application/octet-stream\r\n", "Content-Type: image/*\r\n"))
            .toList();

    /** How a form sends a file that was not chosen. */
    private static final String NOT_CHOSEN = "filename=\"\"";

    private static final List<String> FILLINGS =
            List.of("", "\r", "\n", "\r\n", "-", "--", "\r\n-", "\r\n--", "\0", "a=b", "\n--");

    private final Random random;

    BodyGenerator(long seed) {
        random = new Random(seed);
    }

    record Generated(Kind kind, String contentType, byte[] body, boolean changed) {}

    Generated next() {
        Kind kind = any(List.of(Kind.values()));
        String boundary = any(BOUNDARIES);
        KindParts rules = KindParts.of(kind);
        List<KnownPart> parts = new ArrayList<>(rules.required());
        rules.optional().stream().filter(part -> random.nextBoolean()).forEach(parts::add);
        Collections.shuffle(parts, random);
        MultipartBodies body = MultipartBodies.body(boundary).raw(any(List.of("", "", "", "\r\n", "\r\n\r\n")));
        parts.forEach(part -> add(part, rules.optional().contains(part) && random.nextInt(4) == 0, body, boundary));
        body.raw("--" + boundary + "--" + any(List.of("", "\r\n", "\r\n", "\r\n\r\n", "\r\n\r\n\r\n")));
        byte[] bytes = latin(body.bytes());
        boolean changed = random.nextInt(4) > 0;
        for (int change = changed ? 1 + random.nextInt(3) : 0; change > 0; change--) {
            bytes = changed(bytes, boundary);
        }
        return new Generated(kind, "multipart/form-data; boundary=\"" + boundary + "\"", bytes, changed);
    }

    private void add(KnownPart part, boolean empty, MultipartBodies body, String boundary) {
        body.part(headers(part, empty), empty ? new byte[0] : content(part, "--" + boundary));
    }

    private static byte[] latin(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return bytes(text.replace("LATIN", "M\u00fcller \u00df\u00ff"));
    }

    private String headers(KnownPart part, boolean empty) {
        String name = random.nextBoolean() ? part.label() : "\"" + part.label() + "\"";
        String disposition = any(List.of("Content-Disposition: ", "content-disposition:")) + "form-data;"
                + any(List.of(" ", "", "  "));
        String named = "name=" + name;
        if (part.file()) {
            String filename = empty && random.nextBoolean() ? NOT_CHOSEN : "filename=" + any(FILENAMES);
            boolean last = filename.contains("\\\"") || random.nextInt(5) > 0;
            boolean absent = random.nextInt(8) == 0;
            named = absent ? named : last ? named + "; " + filename : filename + ";" + named;
        }
        String extra = any(part.file() ? FILE_EXTRAS : EXTRAS);
        return random.nextBoolean() ? disposition + named + "\r\n" + extra : extra + disposition + named + "\r\n";
    }

    private byte[] content(KnownPart part, String dashes) {
        return switch (part) {
            case PROFILE -> bytes(any(List.of("optimal-v0", "strict-v0")));
            case THRESHOLD -> bytes(any(List.of("0", "1", "0.6", "1.000")));
            case IMAGE_MULTIFACE -> bytes(any(List.of("true", "false")));
            case SELFIE, DOCUMENT, DOCUMENT_BACK, IMAGE -> {
                ByteArrayOutputStream picture = new ByteArrayOutputStream();
                picture.writeBytes(PICTURE);
                for (int fillings = random.nextInt(4); fillings > 0; fillings--) {
                    picture.writeBytes(bytes(any(FILLINGS)));
                }
                yield picture.toString(StandardCharsets.ISO_8859_1).contains(dashes) ? PICTURE : picture.toByteArray();
            }
        };
    }

    /** One change of the kind that parsers have been fooled with. */
    private byte[] changed(byte[] body, String boundary) {
        int at = random.nextInt(body.length);
        int end = Math.min(body.length, at + 1 + random.nextInt(12));
        byte[] between =
                switch (random.nextInt(5)) {
                    case 0 -> new byte[] {(byte) random.nextInt(256)};
                    case 1 -> bytes(any(snippets(boundary)));
                    case 2 -> Arrays.copyOfRange(body, at, end);
                    default -> new byte[0];
                };
        int from = random.nextBoolean() ? at : end;
        return BadBody.joined(
                BadBody.joined(Arrays.copyOf(body, at), between), Arrays.copyOfRange(body, from, body.length));
    }

    private static List<String> snippets(String boundary) {
        return List.of(
                "\r",
                "\n",
                "\r\n",
                "\r\n\r\n",
                "-",
                "\"",
                "\\",
                ";",
                " ",
                "\t",
                "=",
                "\0",
                "--" + boundary,
                "\r\n--" + boundary,
                "\r\n--" + boundary + "\r\n",
                "\r\n--" + boundary + "--",
                "\n--" + boundary + "\n",
                "; name=\"selfie\"",
                "; filename=\"b\"",
                "name=document",
                "filename*=UTF-8''b",
                "Content-Disposition: form-data; name=\"profile\"\r\n",
                "Content-Type: text/plain; name=\"selfie\"\r\n",
                "; charset=x",
                "\\\"",
                "\\\\",
                "\\\\\"",
                "\u00ff",
                "; filename=\"\"",
                "Content-Type: application/octet-stream\r\n",
                "\r\n\r\n--" + boundary,
                "Content-Length: 3\r\n",
                "Content-Type: multipart/mixed; boundary=y\r\n",
                "Content-Transfer-Encoding: base64\r\n",
                "\r\n ",
                "\u00c2\u0085");
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
