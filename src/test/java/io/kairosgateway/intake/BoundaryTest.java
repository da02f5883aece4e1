package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
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
                "Multipart/Form-Data;BOUNDARY=x|x",
                "multipart/form-data;  boundary=\"x\"|x",
                "multipart/form-data; boundary=\"gc0pJq0M:08jU534c0p\"|gc0pJq0M:08jU534c0p",
                "multipart/form-data; boundary=\"simple boundary\"|simple boundary",
                "multipart/form-data; boundary='x'|'x'",
                "multipart/form-data; charset=utf-8; boundary=x|x",
                "multipart/form-data; boundary=x; charset=ISO-8859-1|x",
                "multipart/form-data; boundary=" + SEVENTY + "|" + SEVENTY
            })
    void aLegalBoundaryIsRead(String contentType, String boundary) {
        // When
        Boundary read = Boundary.of(contentType).orElse(null);

        // Then
        assertThat(read).isEqualTo(new Boundary(boundary));
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
                "multipart/form-data; boundary*0=x; boundary*1=y",
                "multipart/form-data; boundary=x; start=y",
                "multipart/form-data; boundary=x; charset=utf-16",
                "multipart/form-data; boundary=x;",
                "multipart/form-data; boundary=x,y",
                "multipart/form-data; boundary=x, multipart/form-data; boundary=y",
                "multipart/form-data; boundary=x y",
                "multipart/form-data; boundary=x=y",
                "multipart/form-data; boundary=\"x",
                "multipart/form-data; boundary=\"x\"y",
                "multipart/form-data; boundary=\"x \"",
                "multipart/form-data; boundary=\"x\\y\"",
                "multipart/form-data; boundary=x*y",
                "multipart/form-data; boundary=\"\u00fc\"",
                "multipart/form-data; boundary= x",
                "multipart/form-data; boundary =x",
                "multipart/form-data boundary=x",
                "multipart/form-data;\tboundary=x",
                "multipart/form-data; boundary=x\r\nX-A: b",
                "multipart/form-data; boundary=x\n",
                ""
            })
    void aContentTypeThatCouldBeReadDifferentlyIsRefused(String contentType) {
        // When
        Opening opening = BodyCheck.open(contentType, Kind.LIVENESS, Checked.LIMITS);

        // Then
        assertThat(opening)
                .isEqualTo(new Refusal(
                        Problem.MALFORMED_MULTIPART,
                        null,
                        "The Content-Type needs a legal boundary and nothing unusual."));
    }
}
