package io.kairosgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationIdTest {

    private static final String UUID = "fca044bd-a6a7-4a4a-bc11-ecd012ec7af3";

    @ParameterizedTest
    @ValueSource(strings = {UUID, "FCA044BD-A6A7-4A4A-BC11-ECD012EC7AF3", "fca044bd-A6A7-4a4a-bc11-ECD012EC7AF3"})
    void aUuidIsTheSameInEitherCase(String text) {
        assertThat(new VerificationId(text)).isEqualTo(new VerificationId(UUID)).hasToString(UUID);
        assertThat(VerificationId.parse(text)).map(VerificationId::value).contains(UUID);
    }

    @Test
    void ofAnyOtherTextTheCaseIsKept() {
        for (String text : new String[] {"AbC_123", "A", "FCA044BD-A6A7-4A4A-BC11-ECD012EC7AFX", "F".repeat(36)}) {
            assertThat(new VerificationId(text)).hasToString(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "../x", "\u0130", "a\n"})
    void whatIsNotSafeIsNoId(String text) {
        assertThat(VerificationId.parse(text)).isEmpty();
    }
}
