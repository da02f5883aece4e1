package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.bytes;

import io.kairosgateway.verification.Kind;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;

/**
 * What a popular client sends in its ordinary use, as a document verification.
 *
 * @param parts the names of the parts that count
 */
public record PopularBody(String client, String contentType, byte[] body, Set<String> parts) {

    private static final byte[] PICTURE = Pictures.jpeg(400, 500);
    private static final String PLAIN = "Content-Disposition: form-data; name=\"document\"; filename=\"a.jpg\"\r\n";

    public static List<PopularBody> all() {
        return List.of(
                of(
                        "form-data-encoder in got: a line break more at the end",
                        "x",
                        "--x\r\n",
                        PLAIN,
                        "\r\n--x--\r\n\r\n"),
                of("an epilogue of line breaks", "x", "--x\r\n", PLAIN, "\r\n--x--\r\n\r\n\r\n\r\n"),
                of("CXF, .NET and Unity: a line break first", "x", "\r\n--x\r\n", PLAIN, "\r\n--x--\r\n"),
                of("request with preambleCRLF and postambleCRLF", "x", "\r\n--x\r\n", PLAIN, "\r\n--x--\r\n\r\n"),
                of("the HttpURLConnection tutorial", "*****", "--*****\r\n", PLAIN, "\r\n--*****--\r\n"),
                of("a much copied Java class", "===1412===", "--===1412===\r\n", PLAIN, "\r\n--===1412===--\r\n"),
                typed("a type in capitals", "Multipart/Form-Data; Boundary=x"),
                typed("parameters before the boundary", "multipart/form-data; charset=UTF-8; boundary=x"),
                typed("unknown parameters", "multipart/form-data; type=\"a/b\"; boundary=x; start=y"),
                typed("a semicolon at the end", "multipart/form-data; boundary=x;"),
                typed("quotes without need", "multipart/form-data; boundary=\"x\""),
                named("curl --form-escape, Go, HttpClient: an escaped quote", "; filename=\"a\\\"b.jpg\""),
                named("curl and browsers: a percent sign for a quote", "; filename=\"a%22b.jpg\""),
                named("two escaped quotes", "; filename=\"\\\"a\\\".jpg\""),
                named("an escaped backslash", "; filename=\"a\\\\b.jpg\""),
                named("a Windows path", "; filename=\"C:\\Users\\new\\a.jpg\""),
                named("a network path", "; filename=\"\\\\host\\c\\a.jpg\""),
                named("a file name in UTF-8", "; filename=\"M\u00c3\u00bcller \u00e2\u0082\u00ac.jpg\""),
                named("a file name in ISO-8859-1", "; filename=\"M\u00fcller.jpg\""),
                named("an escaped quote beside filename*", "; filename=\"a\\\"b.jpg\"; filename*=UTF-8''a%22b.jpg"),
                named("no file name", ""),
                named("no file name and a type for bytes", "\r\nContent-Type: application/octet-stream"),
                named("a type without sense", "; filename=\"a.jpg\"\r\nContent-Type: text/plain; charset=utf-8"),
                with("a browser's empty file field", field("document_back", "; filename=\"\"", OCTETS, "")),
                with("an empty file field without a type", field("document_back", "; filename=\"\"", "", "")),
                with("an empty file with a name", field("document_back", "; filename=\"a.jpg\"", "", "")));
    }

    /** Parts that are text, as a liveness verification; the picture is the selfie. */
    static List<PopularBody> texts() {
        return List.of(
                text(
                        "Unirest: a form's type",
                        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n",
                        "0.6"),
                text("a text in JSON", "Content-Type: application/json\r\n", "0.6"),
                text("an empty text field", "", ""),
                text("an empty text field with a type", "Content-Type: text/plain\r\n", ""));
    }

    private static final String OCTETS = "Content-Type: application/octet-stream\r\n";

    private static PopularBody text(String client, String headers, String value) {
        byte[] body = MultipartBodies.body()
                .part(BadBody.SELFIE, PICTURE)
                .part("Content-Disposition: form-data; name=\"threshold\"\r\n" + headers, value)
                .close();
        Set<String> parts = value.isEmpty() ? Set.of("selfie") : Set.of("selfie", "threshold");
        return new PopularBody(client, MultipartBodies.CONTENT_TYPE, body, parts);
    }

    private static PopularBody of(String client, String boundary, String before, String headers, String after) {
        return body(client, "multipart/form-data; boundary=" + boundary, before + headers + "\r\n", after);
    }

    private static PopularBody typed(String client, String contentType) {
        return body(client, contentType, "--x\r\n" + PLAIN + "\r\n", "\r\n--x--\r\n");
    }

    private static PopularBody named(String client, String fileName) {
        String headers = "Content-Disposition: form-data; name=\"document\"" + fileName + "\r\n";
        return of(client, "x", "--x\r\n", headers, "\r\n--x--\r\n");
    }

    private static PopularBody with(String client, String field) {
        return of(client, "x", "--x\r\n", PLAIN, "\r\n--x\r\n" + field + "\r\n--x--\r\n");
    }

    private static String field(String name, String fileName, String type, String value) {
        return "Content-Disposition: form-data; name=\"" + name + "\"" + fileName + "\r\n" + type + "\r\n" + value;
    }

    private static PopularBody body(String client, String contentType, String before, String after) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes(before));
        body.writeBytes(PICTURE);
        body.writeBytes(bytes(after));
        return new PopularBody(client, contentType, body.toByteArray(), Set.of("document"));
    }

    Kind kind() {
        return parts.contains("selfie") ? Kind.LIVENESS : Kind.DOCUMENT;
    }

    @Override
    public String toString() {
        return client;
    }
}
