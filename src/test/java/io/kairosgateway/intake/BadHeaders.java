package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.SELFIE;
import static io.kairosgateway.intake.BadBody.bytes;
import static io.kairosgateway.intake.BadBody.headers;
import static io.kairosgateway.intake.BadBody.malformed;
import static io.kairosgateway.intake.MultipartBodies.BOUNDARY;

import java.util.List;

/** Bodies whose parts have headers that are broken, or that programs could read differently. */
final class BadHeaders {

    private static final String DISPOSITION = "Content-Disposition: form-data; ";

    private BadHeaders() {}

    static List<BadBody> bodies() {
        return List.of(
                malformed("no header", headers("")),
                malformed("no Content-Disposition", headers("Content-Type: image/jpeg\r\n")),
                malformed("Content-Disposition twice", headers(SELFIE + SELFIE)),
                malformed(
                        "Content-Disposition twice in another case",
                        headers(SELFIE + "content-disposition: form-data; name=x\r\n")),
                malformed(
                        "attachment", headers("Content-Disposition: attachment; name=\"selfie\"; filename=\"a\"\r\n")),
                malformed("file", headers("Content-Disposition: file; filename=\"a\"\r\n")),
                malformed("no name", disposition("filename=\"a.jpg\"")),
                malformed("a name twice", disposition("name=\"selfie\"; name=\"document\"; filename=\"a\"")),
                malformed(
                        "a name twice in another case",
                        disposition("name=\"selfie\"; NAME=\"document\"; filename=\"a\"")),
                malformed("a file name twice", disposition("name=\"selfie\"; filename=\"a\"; filename=\"b\"")),
                malformed("an empty file name", "selfie", disposition("name=\"selfie\"; filename=\"\"")),
                malformed("name*", disposition("name=\"selfie\"; name*=UTF-8''document; filename=\"a\"")),
                malformed("a continued file name", disposition("name=\"selfie\"; filename*0=\"a\"; filename*1=\"b\"")),
                malformed("an unknown parameter", disposition("name=\"selfie\"; filename=\"a\"; charset=utf-16")),
                malformed("filename* alone", "selfie", disposition("name=\"selfie\"; filename*=UTF-8''a.jpg")),
                malformed(
                        "filename* without charset",
                        "selfie",
                        disposition("name=\"selfie\"; filename=a; filename*=a.jpg")),
                malformed(
                        "filename* in Latin-1",
                        "selfie",
                        disposition("name=\"selfie\"; filename=a; filename*=iso-8859-1''a")),
                malformed(
                        "filename* with a broken escape",
                        "selfie",
                        disposition("name=\"selfie\"; filename=a; filename*=UTF-8''%4")),
                malformed(
                        "filename* in quotes",
                        "selfie",
                        disposition("name=\"selfie\"; filename=a; filename*=\"UTF-8''a b\"")),
                malformed("a backslash in a name", disposition("name=\"sel\\fie\"; filename=\"a.jpg\"")),
                malformed("an escaped quote in a name", disposition("name=\"selfie\\\"\"; filename=\"a.jpg\"")),
                malformed("a backslash at the end of a file name", disposition("name=\"selfie\"; filename=\"C:\\\"")),
                malformed(
                        "two backslashes at the end of a file name",
                        disposition("name=\"selfie\"; filename=\"C:\\\\\"")),
                malformed(
                        "two backslashes before a closing quote and a name",
                        disposition("filename=\"a\\\\\"; name=\"selfie\"")),
                malformed("a name behind an escaped quote", disposition("filename=\"a\\\"b\"; name=\"selfie\"")),
                malformed(
                        "a semicolon behind an escaped quote",
                        disposition("name=\"selfie\"; filename=\"a\\\"; b=\\\"c\"")),
                malformed(
                        "an escaped quote in a file name",
                        disposition("name=\"selfie\"; filename=\"a\\\"; name=\\\"document\"")),
                malformed("a quote in a file name", disposition("name=\"selfie\"; filename=\"a\"b.jpg\"")),
                malformed("a name inside a file name", disposition("filename=\"a; name=document\"; name=\"selfie\"")),
                malformed("an open quote", disposition("name=\"selfie\"; filename=\"a.jpg")),
                malformed("single quotes are no quotes", disposition("name='selfie file'; filename=a")),
                malformed("a blank before the equals sign", disposition("name =\"selfie\"; filename=\"a\"")),
                malformed("a blank behind the equals sign", disposition("name= \"selfie\"; filename=\"a\"")),
                malformed("a blank before a semicolon", disposition("name=\"selfie\" ; filename=\"a\"")),
                malformed("a comma instead of a semicolon", disposition("name=\"selfie\", filename=\"a\"")),
                malformed("a semicolon at the end", disposition("name=\"selfie\"; filename=\"a\";")),
                malformed("two semicolons", disposition("name=\"selfie\";; filename=\"a\"")),
                malformed("a blank at the end", disposition("name=\"selfie\"; filename=\"a\" ")),
                malformed("a tab", disposition("name=\"selfie\";\tfilename=\"a\"")),
                malformed("a NUL in a file name", disposition("name=\"selfie\"; filename=\"a\0.jpg\"")),
                malformed("a DEL in a file name", disposition("name=\"selfie\"; filename=\"a\u007f.jpg\"")),
                malformed(
                        "a hidden line break in a file name", disposition("name=\"selfie\"; filename=\"a\u2028x: y\"")),
                malformed(
                        "a next-line character in a file name",
                        disposition("name=\"selfie\"; filename=\"a\u0085x: y\"")),
                malformed("a hidden line break in ISO-8859-1", latin1(SELFIE.replace("a.jpg", "\u00fc\u0085x: y"))),
                malformed("a bare CR in a header", headers("X-A: b\rc\r\n" + SELFIE)),
                malformed("a bare LF in a header", headers("X-A: b\nc: d\r\n" + SELFIE)),
                malformed("LF behind a header", headers(SELFIE.replace("\r\n", "\n") + "X-A: b\r\n")),
                malformed("a folded header", headers(DISPOSITION + "name=\"selfie\";\r\n filename=\"a.jpg\"\r\n")),
                malformed("a blank before a header", headers(" " + SELFIE)),
                malformed("a blank before the colon", headers(SELFIE.replace("Disposition:", "Disposition :"))),
                malformed("no colon", headers(SELFIE + "X-A\r\n")),
                malformed("no header name", headers(SELFIE + ": x\r\n")),
                malformed("no header value", headers(SELFIE + "Content-Type: \r\n")),
                malformed("a header name that is no token", headers(SELFIE + "X(A): b\r\n")),
                malformed("a header name with a digit", headers(SELFIE + "X-1: b\r\n")),
                malformed("a header twice", headers(SELFIE + "X-A: b\r\nx-a: c\r\n")),
                malformed(
                        "Content-Type twice",
                        headers(SELFIE + "Content-Type: image/jpeg\r\nContent-Type: image/png\r\n")),
                malformed("a header that is not ASCII", "selfie", headers(SELFIE + "X-A: \u00fc\r\n")),
                malformed("Content-Encoding", headers(SELFIE + "Content-Encoding: gzip\r\n")),
                malformed("base64", "selfie", headers(SELFIE + "Content-Transfer-Encoding: base64\r\n")),
                malformed(
                        "quoted-printable",
                        "selfie",
                        headers(SELFIE + "Content-Transfer-Encoding: quoted-printable\r\n")),
                malformed(
                        "a part that is multipart",
                        "selfie",
                        headers(SELFIE + "Content-Type: multipart/mixed; boundary=x\r\n")),
                malformed("a part that is a message", "selfie", headers(SELFIE + "Content-Type: message/rfc822\r\n")),
                malformed("a Content-Type without a subtype", "selfie", headers(SELFIE + "Content-Type: image\r\n")),
                malformed(
                        "a Content-Type with a broken parameter",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; x\r\n")),
                malformed(
                        "a text in UTF-16",
                        "threshold",
                        MultipartBodies.body()
                                .part(
                                        "Content-Disposition: form-data; name=\"threshold\"\r\nContent-Type: text/plain; charset=utf-16\r\n",
                                        "0.6")
                                .close()),
                malformed(
                        "a file in an unknown charset",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; charset=x\r\n")),
                malformed(
                        "a name in the Content-Type",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; name=document\r\n")),
                malformed(
                        "two charsets in a Content-Type",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; charset=utf-8; charset=x\r\n")),
                malformed(
                        "a transfer encoding in the Content-Type",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; content-transfer-encoding=base64\r\n")),
                malformed(
                        "a file name in the Content-Type",
                        "selfie",
                        headers(SELFIE + "Content-Type: image/jpeg; filename=b\r\n")),
                malformed("a misspelt charset", "selfie", headers(SELFIE + "Content-Type: image/jpeg; charsets=x\r\n")),
                malformed("a Content-Length that is no number", "selfie", headers(SELFIE + "Content-Length: -1\r\n")),
                malformed("a Content-Length that is too small", "selfie", headers(SELFIE + "Content-Length: 10\r\n")),
                malformed("a delimiter in a file name", headers(SELFIE.replace("a.jpg", "--" + BOUNDARY))),
                malformed("a header block without an end", bytes("--" + BOUNDARY + "\r\n" + SELFIE)),
                malformed("headers of more than 4 KiB", headers(SELFIE + "X-A: " + "b".repeat(4096) + "\r\n")),
                malformed("a header line of 1 MiB", headers("X-A: " + "b".repeat(1 << 20) + "\r\n" + SELFIE)));
    }

    private static byte[] disposition(String parameters) {
        return headers(DISPOSITION + parameters + "\r\n");
    }

    private static byte[] latin1(String headers) {
        return MultipartBodies.body()
                .raw("--" + BOUNDARY + "\r\n")
                .raw(bytes(headers))
                .raw("\r\n")
                .raw(BadBody.FACE)
                .raw("\r\n")
                .close();
    }
}
