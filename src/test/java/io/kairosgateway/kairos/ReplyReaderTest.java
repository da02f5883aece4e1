package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

    private static final String ID = "fca044bd-a6a7-4a4a-bc11-ecd012ec7af3";

    static String fixture(String name) {
        try (InputStream in = ReplyReaderTest.class.getResourceAsStream("/kairos/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KairosAnswer answer(int status, String body) {
        return KairosAnswer.of(status, "application/json", null, body.getBytes(StandardCharsets.UTF_8));
    }

    private static KairosReply polled(int status, String body) {
        return ReplyReader.polled(Kind.FULL_ID, answer(status, body));
    }

    private static String decision(String block) {
        return "{\"api_req_uid\":\"" + ID + "\",\"response_data\":{\"decision\":" + block + "}}";
    }

    private static String detail(String decision) {
        return "{\"code\":\"SOMETHING_NEW\",\"confidence\":0.9,\"decision\":" + decision + ",\"description\":\"x\"}";
    }

    @Test
    void readsTheSampleOfTheQuickStart() {
        // Given
        String body = fixture("quick-start.json");

        // When
        KairosReply reply = polled(200, body);

        // Then
        assertThat(reply).isInstanceOf(KairosReply.Decided.class);
        KairosReply.Decided decided = (KairosReply.Decided) reply;
        Decision decision = decided.decision();
        assertThat(decided.id()).hasToString(ID);
        assertThat(decision.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(decision.reasons())
                .extracting(Reason::code)
                .containsExactly("DOCUMENT_EXPIRED", "FAKE_ID", "FAILED_FACE_MATCH");
        assertThat(decision.reasons().get(0).confidence()).isEqualTo(0.995);
        assertThat(decision.scores().reject()).isEqualTo(4);
        assertThat(decision.scores().review()).isEqualTo(1);
        assertThat(decision.scores().warning()).isZero();
        assertThat(decision.result()).isEqualTo(body);
    }

    static Stream<Arguments> verdicts() {
        return Stream.of(
                Arguments.of("{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":0}", "APPROVED"),
                Arguments.of("{\"details\":[]}", "REVIEW"),
                Arguments.of("{\"reject_score\":0,\"review_score\":0}", "APPROVED"),
                Arguments.of("{\"details\":[" + detail("\"warning\"") + "],\"warning_score\":1}", "APPROVED"),
                Arguments.of("{\"details\":[" + detail("\"Accept\"") + "]}", "APPROVED"),
                Arguments.of("{\"details\":[],\"reject_score\":1,\"review_score\":0}", "REJECTED"),
                Arguments.of("{\"details\":[],\"reject_score\":\"2\",\"review_score\":0}", "REJECTED"),
                Arguments.of("{\"details\":[],\"reject_score\":0.5}", "REJECTED"),
                Arguments.of("{\"details\":[" + detail("\"REJECT\"") + "],\"reject_score\":0}", "REJECTED"),
                Arguments.of("{\"details\":[7," + detail("\"reject\"") + "]}", "REJECTED"),
                Arguments.of("{\"details\":[" + detail("\"review\"") + "],\"reject_score\":0}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":0,\"review_score\":1}", "REVIEW"),
                // What is there but cannot be read is for a human, never approved.
                Arguments.of("{\"details\":[" + detail("\"deny\"") + "]}", "REVIEW"),
                Arguments.of("{\"details\":[" + detail("null") + "]}", "REVIEW"),
                Arguments.of("{\"details\":[7]}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":\"many\"}", "REVIEW"),
                Arguments.of("{\"details\":[],\"review_score\":{\"value\":0}}", "REVIEW"),
                Arguments.of("{\"details\":\"none\",\"reject_score\":0,\"review_score\":0}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":-1,\"review_score\":0}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":0,\"review_score\":-0.5}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":-1}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":false,\"review_score\":0}", "REVIEW"),
                Arguments.of("{\"details\":[],\"reject_score\":1e999,\"review_score\":0}", "REVIEW"),
                // What is said twice, or against itself.
                Arguments.of("{\"reject_score\":4,\"reject_score\":0,\"details\":[],\"review_score\":0}", "REVIEW"),
                Arguments.of("{\"reject_score\":0,\"reject_score\":4,\"details\":[],\"review_score\":0}", "REJECTED"),
                Arguments.of(
                        "{\"details\":[" + detail("\"reject\"")
                                + "],\"details\":[],\"reject_score\":0,\"review_score\":0}",
                        "REVIEW"),
                Arguments.of("{\"Reject_Score\":4,\"reject_score\":0,\"details\":[],\"review_score\":0}", "REVIEW"),
                Arguments.of(
                        "{\"error\":\"not processed\",\"details\":[],\"reject_score\":0,\"review_score\":0}", "REVIEW"),
                Arguments.of(
                        "{\"error\":null,\"errors\":[],\"details\":[],\"reject_score\":0,\"review_score\":0}",
                        "APPROVED"),
                Arguments.of("{\"status\":\"pending\",\"details\":[],\"reject_score\":0,\"review_score\":0}", "REVIEW"),
                Arguments.of(
                        "{\"result\":\"Approved\",\"details\":[],\"reject_score\":0,\"review_score\":0}", "APPROVED"),
                Arguments.of("{\"success\":false,\"details\":[],\"reject_score\":0,\"review_score\":0}", "REVIEW"));
    }

    /** Around the decision block, which by itself approves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"api_req_uid\":\"ID\",\"error\":\"quota\",\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"errors\":[{\"code\":7}],\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"success\":false,\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"status\":\"failed\",\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"decision\":\"reject\",\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"decision\":{\"reject_score\":4},\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"error\":\"x\",\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"verdict\":\"denied\",\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"decision\":{\"reject_score\":4,\"review_score\":0},\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"decision\":{\"reject_score\":4}},\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"Decision\":{\"reject_score\":4},\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"api_req_uid\":\"ID\",\"response_data\":{\"decision\":OK}}",
                "{\"api_req_uid\":\"ID\",\"response_data\":{\"document\":{\"sex\":1,\"sex\":2},\"decision\":OK}}"
            })
    void whatContradictsItselfIsNeverApproved(String form) {
        // Given
        String body = form.replace("ID", ID)
                .replace("OK", "{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":0}");

        // When
        KairosReply polled = polled(200, body);
        KairosReply submitted = ReplyReader.submitted(Kind.BIOMETRIC, null, answer(200, body));

        // Then
        assertThat(((KairosReply.Decided) polled).decision().verdict()).isEqualTo(Verdict.REVIEW);
        assertThat(((KairosReply.Decided) submitted).decision().verdict()).isEqualTo(Verdict.REVIEW);
    }

    @ParameterizedTest
    @ValueSource(ints = {203, 204, 205, 206, 207, 226, 299})
    void aDecisionUnderAnotherStatusThanThatOfAResultIsNone(int status) {
        // Given
        String body = decision("{\"details\":[],\"reject_score\":0,\"review_score\":0}");

        // When
        KairosReply submitted = ReplyReader.submitted(Kind.BIOMETRIC, null, answer(status, body));

        // Then: what was paid for keeps its id.
        assertThat(polled(status, body)).isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null));
        assertThat(((KairosReply.Unreadable) submitted).id()).hasToString(ID);
    }

    @Test
    void twoLivenessScoresThatDifferAreNeverApproved() {
        // Given
        String body = "{\"api_req_uid\":\"" + ID + "\",\"response_data\":{\"faces_liveness\":0.9,"
                + "\"biometric\":{\"selfie\":{\"faces_liveness\":0.1}}}}";

        // When
        KairosReply reply = ReplyReader.submitted(Kind.LIVENESS, 0.6, answer(200, body));

        // Then
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isEqualTo(Verdict.REVIEW);
    }

    @Test
    void anIdThatIsGivenTwiceAndDifferentlyIsNone() {
        // Given
        String body = "{\"api_req_uuid\":\"" + ID + "\",\"api_req_uuid\":\"another\"}";

        // Then
        assertThat(ReplyReader.submitted(Kind.FULL_ID, null, answer(201, body)))
                .isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null));
    }

    @Test
    void anAnswerThatIsTooLargeIsToldFromOneThatIsNotThere() {
        // Given
        KairosAnswer large = KairosAnswer.of(200, "application/json", null, null);

        // Then
        assertThat(ReplyReader.polled(Kind.FULL_ID, large)).isEqualTo(new KairosReply.Unreadable(null, null));
        assertThat(ReplyReader.submitted(Kind.FULL_ID, null, large))
                .isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null));
        assertThat(ReplyReader.polled(Kind.FULL_ID, KairosAnswer.of(500, null, null, null)))
                .isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_ERROR, null));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        // When
        KairosReply reply = polled(200, "\uFEFF" + decision("{\"details\":[],\"reject_score\":0,\"review_score\":0}"));

        // Then: in the representation it would stand in the middle.
        assertThat(((KairosReply.Decided) reply).decision().result()).startsWith("{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "application/json | application/json",
                "application/json; charset=UTF-8 | application/json; charset=UTF-8",
                "text/html;q=\"a b\" | text/html;q=\"a b\"",
                "garbage | application/json",
                "a/b/c | application/json",
                "'' | application/json",
                "*/* | application/json",
                "application/json, text/html | application/json",
                "none | application/json"
            })
    void aTypeThatCannotBePassedOnIsReplacedAndDecidesNothing(String sent, String passedOn) {
        // When
        KairosAnswer answer =
                KairosAnswer.of(200, sent, null, fixture("quick-start.json").getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(answer.contentType()).isEqualTo(passedOn);
        assertThat(ReplyReader.polled(Kind.FULL_ID, answer)).isInstanceOf(KairosReply.Decided.class);
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void drawsTheVerdict(String block, Verdict expected) {
        // When
        KairosReply reply = polled(200, decision(block));

        // Then
        assertThat(reply).isInstanceOf(KairosReply.Decided.class);
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"api_req_uid\":\"x\"}",
                "{\"response_data\":null}",
                "{\"response_data\":{}}",
                "{\"response_data\":[]}",
                "{\"response_data\":{\"decision\":null}}",
                "{\"response_code\":1,\"response_data\":{\"document\":{\"data\":{\"first_name\":[\"A\"]}}}}",
                "{\"response_code\":0}"
            })
    void noDecisionIsPendingWhateverElseIsThere(String body) {
        assertThat(polled(200, body)).isInstanceOf(KairosReply.Pending.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 202})
    void theStatusesOfNotYetArePendingWhateverTheBody(int status) {
        assertThat(polled(status, "<html>Not Found</html>")).isEqualTo(new KairosReply.Pending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"approved\"", "{}", "[]", "true", "{\"reject_score\":0}", "{\"details\":\"x\"}"})
    void aDecisionThatCannotBeReadIsNoneAndNotPending(String block) {
        assertThat(polled(200, decision(block))).isInstanceOf(KairosReply.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "<html>maintenance</html>", "{\"response_data\":", "{} {}"})
    void whatIsNoJsonObjectSaysNothingOfTheVerification(String body) {
        assertThat(polled(200, body)).isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null));
    }

    @Test
    void aBodyInAnotherCharsetIsNotGuessedAt() {
        // Given
        byte[] latin1 = decision("{\"details\":[" + detail("\"é\"") + "]}").getBytes(StandardCharsets.ISO_8859_1);

        // When
        KairosReply reply = ReplyReader.polled(Kind.FULL_ID, KairosAnswer.of(200, "application/json", null, latin1));

        // Then
        assertThat(reply).isInstanceOf(KairosReply.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, KAIROS_CREDENTIALS",
        "403, KAIROS_FORBIDDEN",
        "429, KAIROS_BUSY",
        "500, KAIROS_ERROR",
        "503, KAIROS_ERROR",
        "302, KAIROS_ERROR",
        "418, KAIROS_ERROR"
    })
    void aFaultOfKairosIsNoAnswerAboutTheVerification(int status, Problem expected) {
        // Given
        KairosAnswer answer = KairosAnswer.of(status, null, Duration.ofSeconds(7), new byte[0]);

        // When
        KairosReply reply = ReplyReader.polled(Kind.DOCUMENT, answer);

        // Then
        assertThat(reply).isEqualTo(new KairosReply.Unavailable(expected, Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 410, 422})
    void aRefusalOfThisIdIsAnAnswerButNoDecision(int status) {
        assertThat(polled(status, "gone")).isEqualTo(new KairosReply.Unreadable(null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api_req_uuid", "api_req_uid"})
    void bothNamesOfTheIdAreRead(String name) {
        // When
        KairosReply reply = ReplyReader.submitted(Kind.FULL_ID, null, answer(201, "{\"" + name + "\":\"" + ID + "\"}"));

        // Then
        assertThat(reply).isInstanceOf(KairosReply.Accepted.class);
        assertThat(((KairosReply.Accepted) reply).id()).hasToString(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"api_req_uuid\":null}", "{\"api_req_uuid\":\"../x\"}", "", "<html/>"})
    void anAcceptanceWithoutAnIdCannotBeRead(String body) {
        assertThat(ReplyReader.submitted(Kind.FULL_ID, null, answer(201, body)))
                .isEqualTo(new KairosReply.Unavailable(Problem.KAIROS_UNREADABLE, null));
    }

    @ParameterizedTest
    @CsvSource({
        "400, KAIROS_REFUSED",
        "401, KAIROS_CREDENTIALS",
        "403, KAIROS_FORBIDDEN",
        "404, KAIROS_REFUSED",
        "422, KAIROS_REFUSED",
        "429, KAIROS_BUSY",
        "500, KAIROS_ERROR"
    })
    void aRefusedSubmitIsNeverTheCallersFault(int status, Problem expected) {
        // When
        KairosReply reply = ReplyReader.submitted(Kind.FULL_ID, null, answer(status, "{\"error\":\"x\"}"));

        // Then
        assertThat(reply).isEqualTo(new KairosReply.Unavailable(expected, null));
        assertThat(expected.status()).isGreaterThanOrEqualTo(500);
    }

    @Test
    void readsTheSynchronousBiometricSample() {
        // When
        KairosReply reply = ReplyReader.submitted(Kind.BIOMETRIC, null, answer(200, fixture("biometric.json")));

        // Then
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isEqualTo(Verdict.REVIEW);
    }

    @ParameterizedTest
    @CsvSource({"0.6, REJECTED", "0, APPROVED", ", REVIEW"})
    void comparesTheLivenessScoreWithTheThresholdThatWasSent(Double threshold, Verdict expected) {
        // When
        KairosReply reply = ReplyReader.submitted(Kind.LIVENESS, threshold, answer(200, fixture("liveness.json")));

        // Then
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isEqualTo(expected);
    }

    @Test
    void findsTheLivenessScoreWhereFullIdHasIt() {
        // Given
        String body = "{\"api_req_uid\":\"" + ID
                + "\",\"response_data\":{\"biometric\":{\"selfie\":{\"faces_liveness\":0.9}}}}";

        // When
        KairosReply reply = ReplyReader.submitted(Kind.LIVENESS, 0.6, answer(200, body));

        // Then
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isEqualTo(Verdict.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"87", "-0.1", "1.01"})
    void aLivenessScoreOnAnotherScaleIsNeverApproved(String score) {
        // Given
        String body = "{\"api_req_uid\":\"" + ID + "\",\"response_data\":{\"faces_liveness\":" + score + "}}";

        // When
        KairosReply reply = ReplyReader.submitted(Kind.LIVENESS, 0.0, answer(200, body));

        // Then
        assertThat(((KairosReply.Decided) reply).decision().verdict()).isNotEqualTo(Verdict.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"faces_liveness\":null}", "{\"faces_liveness\":\"high\"}"})
    void aSynchronousAnswerWithoutADecisionIsNeverApproved(String data) {
        // Given
        String body = "{\"api_req_uid\":\"" + ID + "\",\"response_data\":" + data + "}";

        // When
        KairosReply liveness = ReplyReader.submitted(Kind.LIVENESS, 0.6, answer(200, body));
        KairosReply biometric = ReplyReader.submitted(Kind.BIOMETRIC, null, answer(200, body));

        // Then
        assertThat(liveness).isInstanceOf(KairosReply.Unreadable.class);
        assertThat(biometric).isInstanceOf(KairosReply.Unreadable.class);
    }

    @Test
    void whatHoldsABodyDoesNotPrintIt() {
        // Given
        KairosReply decided = polled(200, fixture("quick-start.json"));
        KairosReply unreadable = polled(200, decision("\"Jane Specimen\""));
        KairosAnswer answer = answer(200, "Jane Specimen");

        // When
        String printed = decided + " "
                + ((KairosReply.Decided) decided).decision().reasons() + unreadable + answer + answer.asLast();

        // Then
        assertThat(printed).doesNotContain("Jane", "personal number", "response_data");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "2024-04-01 19:08:21, 2024-04-01 19:08:26, 5",
                "2024-04-01 23:59:59, 2024-04-02 00:00:00, 1",
                "2024-04-01 19:08:26, 2024-04-01 19:08:21, none",
                "2024-04-01T19:08:21Z, 2024-04-01T19:08:26Z, none",
            },
            nullValues = "none")
    void readsWhatKairosSaysThatItTook(String requestedAt, String processedAt, Long seconds) {
        // Given
        String body = fixture("quick-start.json")
                .replaceFirst("(\"requested_at\": \")[^\"]+", "$1" + requestedAt)
                .replaceFirst("(\"processed_at\": \")[^\"]+", "$1" + processedAt);
        assertThat(body).contains(requestedAt, processedAt);

        // When
        KairosReply.Decided decided = (KairosReply.Decided) polled(200, body);

        // Then
        assertThat(decided.took()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }
}
