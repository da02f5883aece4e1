package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.testing.Deed;
import io.kairosgateway.testing.HostileKairos;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever bytes come on a connection to Kairos, a response belongs to the request that was asked, or there is none. */
class StrictRepliesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Deed> deeds = new ConcurrentLinkedQueue<>();
    private final HostileKairos kairos =
            HostileKairos.start(1, request -> deeds.isEmpty() ? Deed.HONEST : deeds.poll());

    /** One connection, so that each GET has the one of the GET before, when that may be used again. */
    private final GatewaySettings settings = TestSettings.with(
            Map.of("kairos.guards.concurrency", "1", "kairos.guards.timeout", "20s", "kairos.max-answer-size", "64K"));

    private final KairosGets gets = new KairosGets(
            vertx,
            new KairosAddress(URI.create(kairos.url()), HeaderSpelling.UNDERSCORE),
            new KairosHost(vertx, new KairosAddress(URI.create(kairos.url()), HeaderSpelling.UNDERSCORE), settings),
            settings);
    private String first;
    private String second;

    @BeforeEach
    void file() throws Exception {
        first = filed("mark-acme-honest-1");
        second = filed("mark-acme-honest-2");
    }

    @AfterEach
    void stop() {
        gets.close();
        kairos.close();
        vertx.close();
    }

    private String filed(String mark) throws Exception {
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(kairos.url() + "/document-verification"))
                                .POST(HttpRequest.BodyPublishers.ofString(mark))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        return kairos.filed(mark).id();
    }

    private Uni<KairosAnswer> asked(String id) {
        return gets.get(
                new KairosGets.Get(
                        new Credentials("app-id", "app-key"),
                        HeaderSpelling.UNDERSCORE,
                        "v0.1",
                        Kind.DOCUMENT,
                        new VerificationId(id),
                        null,
                        false),
                (answer, distrust) -> answer);
    }

    private KairosAnswer get(String id) {
        return asked(id).await().atMost(SOON);
    }

    private static String body(KairosAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** The number of the connection that the last GET came on. */
    private int connection() {
        List<HostileKairos.Request> requests = kairos.requests();
        return requests.get(requests.size() - 1).connection();
    }

    private void theNextOneIsAnsweredByItself() {
        deeds.clear();
        assertThat(body(get(second))).contains(second, "mark-acme-honest-2").doesNotContain(first);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESSING_FIRST", "UNKNOWN_INTERIM", "MANY_INTERIMS"})
    void interimResponsesArePassedOver(Deed deed) {
        // When
        deeds.add(deed);
        KairosAnswer answer = get(first);
        int connection = connection();

        // Then: it was a sound connection.
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).contains(first, "mark-acme-honest-1");
        theNextOneIsAnsweredByItself();
        assertThat(connection()).isEqualTo(connection);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SWITCHING",
                "ENDLESS_INTERIMS",
                "ENDLESS_HEAD",
                "STRANGE_STATUS",
                "TWO_LENGTHS",
                "NUL_IN_A_HEADER",
                "INTERIM_WITH_A_BODY",
                "GARBAGE",
                "HALF",
                "NOTHING_AND_THE_END"
            })
    void whatIsNoResponseCutsTheConnection(Deed deed) {
        // When
        deeds.add(deed);
        Throwable lost = catchThrowable(() -> get(first));

        // Then
        assertThat(lost).isInstanceOf(KairosGets.Lost.class);
        int connection = connection();
        await().atMost(SOON).until(() -> !kairos.open(connection));
        theNextOneIsAnsweredByItself();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ANOTHER_BEHIND",
                "ANOTHER_SOON",
                "HALF_ANOTHER_BEHIND",
                "LENGTH_AND_CHUNKS",
                "CLOSE_IN_A_LIST",
                "OLD_HTTP",
                "NO_LENGTH"
            })
    void anOddResponseIsTheLastOneOfItsConnection(Deed deed) {
        // When
        deeds.add(deed);
        KairosAnswer answer = get(first);

        // Then
        assertThat(body(answer)).contains(first, "mark-acme-honest-1").doesNotContain(second);
        int connection = connection();
        await().atMost(SOON).until(() -> !kairos.open(connection));
        theNextOneIsAnsweredByItself();
    }

    @Test
    void whoeverWaitsForTheConnectionDoesNotGetWhatIsLeftOnIt() {
        // When
        deeds.addAll(
                List.of(Deed.ANOTHER_BEHIND, Deed.HALF_ANOTHER_BEHIND, Deed.PROCESSING_FIRST, Deed.ANOTHER_BEHIND));
        List<CompletableFuture<KairosAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(asked(i % 2 == 0 ? first : second).subscribeAsCompletionStage());
        }

        // Then
        for (int i = 0; i < 4; i++) {
            assertThat(body(answers.get(i).join())).contains(i % 2 == 0 ? first : second);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE", "HUGE_FAULT", "ENDLESS_CHUNKS", "BOMB"})
    void whatIsTooLargeIsCutAndKnownToBeSo(Deed deed) {
        // When
        deeds.add(deed);
        KairosAnswer answer = get(first);

        // Then
        assertThat(answer.whole()).isFalse();
        assertThat(answer.body()).isEmpty();
        theNextOneIsAnsweredByItself();
    }

    @Test
    void chunksThatConsistOfExtensionsAreBounded() {
        // When
        deeds.add(Deed.ENDLESS_EXTENSIONS);

        // Then
        assertThat(catchThrowable(() -> get(first))).isInstanceOf(KairosGets.Lost.class);
        theNextOneIsAnsweredByItself();
    }

    @ParameterizedTest
    @EnumSource(names = {"ZIPPED", "MARKED", "TYPELESS"})
    void whatSurroundsAnAnswerDoesNotMatter(Deed deed) {
        // When
        deeds.add(deed);
        KairosReply reply = ReplyReader.polled(Kind.DOCUMENT, get(first));

        // Then
        assertThat(((KairosReply.Decided) reply).id()).hasToString(first);
        assertThat(kairos.requests().get(kairos.requests().size() - 1).headers())
                .containsEntry("Accept-Encoding", "identity");
    }

    @Test
    void oneThatNobodyWaitsForAnyMoreIsCut() {
        // Given
        deeds.add(Deed.SILENCE);
        var waiting = asked(first).subscribe().with(answer -> {}, lost -> {});
        await().atMost(SOON).until(() -> kairos.requests().stream().anyMatch(request -> !request.upload()));

        // When
        waiting.cancel();

        // Then
        theNextOneIsAnsweredByItself();
    }
}
