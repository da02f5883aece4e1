package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundaryTest {

    private static final String SEVENTY = "0123456789012345678901234567890123456789012345678901234567890123456789";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "multipart/form-data; boundary=x|x",
                "Multipart/Form-Data; Boundary=x|x",
                "MULTIPART/FORM-DATA;BOUNDARY=x|x",
                "multipart/form-data ; boundary=x|x",
                "multipart/form-data;\tboundary=x|x",
                "multipart/form-data;  boundary=\"x\"|x",
                "multipart/form-data; boundary=\"gc0pJq0M:08jU534c0p\"|gc0pJq0M:08jU534c0p",
                "multipart/form-data; boundary=gc0pJq0M:08jU534c0p|gc0pJq0M:08jU534c0p",
                "multipart/form-data; boundary=\"simple boundary\"|simple boundary",
                "multipart/form-data; boundary='x'|'x'",
                "multipart/form-data; boundary=*****|*****",
                "multipart/form-data;boundary=*****|*****",
                "multipart/form-data; boundary====1412===|===1412===",
                "multipart/form-data; boundary=\"===1412===\"|===1412===",
                "multipart/form-data; boundary=x=y|x=y",
                "multipart/form-data; boundary=x,y|x,y",
                "multipart/form-data; boundary=(x)<y>@[z]{}?/|(x)<y>@[z]{}?/",
                "multipart/form-data; boundary=x;|x",
                "multipart/form-data; boundary=x; |x",
                "multipart/form-data;; boundary=x;;|x",
                "multipart/form-data; boundary=\"x\";|x",
                "multipart/form-data; charset=utf-8; boundary=x|x",
                "multipart/form-data; boundary=x; charset=ISO-8859-1|x",
                "multipart/form-data; boundary=x; charset=utf-16|x",
                "multipart/form-data; a=b; boundary=x; start=y; type=\"text/xml; a=b\"|x",
                "multipart/form-data; boundary=" + SEVENTY + "|" + SEVENTY
            })
    void aBoundaryIsReadWhereverItIsFoundWithoutDoubt(String contentType, String boundary) {
        // When
        Announced read = Boundary.of(contentType);

        // Then
        assertThat(read).isEqualTo(new Boundary(boundary));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Multipart/Form-Data; Boundary=x|multipart/form-data; boundary=x",
                "multipart/form-data; boundary=\"----b_1.2\"; charset=utf-8|multipart/form-data; boundary=----b_1.2",
                "multipart/form-data; boundary=*****|multipart/form-data; boundary=\"*****\"",
                "multipart/form-data; start=y; boundary====1412===;|multipart/form-data; boundary=\"===1412===\"",
                "multipart/form-data; boundary=\"a b\"|multipart/form-data; boundary=\"a b\""
            })
    void kairosIsToldTheBoundaryInOneForm(String contentType, String told) throws IOException {
        // When
        BodyCheck check = (BodyCheck) BodyCheck.open(contentType, Kind.LIVENESS, Checked.LIMITS);

        // Then
        assertThat(check.contentType()).isEqualTo(told);
        for (OtherParser other : OtherParsers.available()) {
            Boundary boundary = (Boundary) Boundary.of(contentType);
            byte[] body = MultipartBodies.body(boundary.text())
                    .text("threshold", "0.6")
                    .close();
            assertThat(other.read(List.of(new OtherParser.Body(told, body))))
                    .as("read by %s", other)
                    .containsExactly(List.of(ReadPart.text("threshold", "0.6")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data;",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=" + SEVENTY + "0",
                "multipart/form-data; boundary=x; boundary=x",
                "multipart/form-data; boundary=x; BOUNDARY=y",
                "multipart/form-data; boundary=x; boundary*=UTF-8''y",
                "multipart/form-data; boundary*=UTF-8''y",
                "multipart/form-data; boundary*0=x; boundary*1=y",
                "multipart/form-data; a=\"; boundary=y\"; boundary=x",
                "multipart/form-data; a=\"b\\\"; boundary=y\"; boundary=x",
                "multipart/form-data; boundary=x, multipart/form-data; boundary=y",
                "multipart/form-data; boundary=x y",
                "multipart/form-data; boundary=\"x",
                "multipart/form-data; boundary=\"x\"y",
                "multipart/form-data; boundary=x\"y",
                "multipart/form-data; boundary=\"x \"",
                "multipart/form-data; boundary=\"x;y\"",
                "multipart/form-data; boundary=\"x\\y\"",
                "multipart/form-data; boundary=x\\y",
                "multipart/form-data; boundary==?utf-8?B?eA==?=",
                "multipart/form-data; boundary=\"\u00fc\"",
                "multipart/form-data; boundary=\u00fc",
                "multipart/form-data; boundary= x",
                "multipart/form-data; boundary =x",
                "multipart/form-data boundary=x",
                "multipart/form-data; boundary=x\r\nX-A: b",
                "multipart/form-data; boundary=x\n",
                "multipart/form-data; boundary=x\0",
                ""
            })
    void aContentTypeThatCouldBeReadDifferentlyIsRefused(String contentType) {
        // When
        Opening opening = BodyCheck.open(contentType, Kind.LIVENESS, Checked.LIMITS);

        // Then
        Refusal refusal = (Refusal) opening;
        assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED_MULTIPART);
        assertThat(refusal.detail()).matches("The [a-zA-Z0-9 ,-]+[.]").contains("Content-Type");
    }
}
