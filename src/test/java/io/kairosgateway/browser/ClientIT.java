package io.kairosgateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WindowType;

/** The module for browsers when tokens expire, networks fail and streams do not come through; in a real browser. */
@Tag("sandbox")
class ClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static Chromium browser;
    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        browser = Chromium.start();
        sandbox = Sandbox.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @BeforeEach
    void open() {
        sandbox.network().heal();
        Page.open(browser, sandbox.page());
        browser.forgetNetwork();
    }

    private static Object run(String script, Object... arguments) {
        return ModuleRun.run(browser, script, arguments);
    }

    /** Submits a document that is decided after the given time, and gives its id. */
    private static String submitted(String delay) {
        return (String) run("""
                const [token, delay] = given;
                const gateway = new Gateway({ token });
                const { id } = await gateway.submit('document', { document: await picture(`approve-delay=${delay}.jpg`) });
                return id;
                """, sandbox.submitToken("document", 60), delay);
    }

    private static JsonObject outcome() {
        return ModuleRun.outcome(browser);
    }

    private static JsonObject verification() {
        return ModuleRun.verification(browser);
    }

    private static long requestsTo(String part) {
        return browser.requests().stream()
                .filter(request -> request.contains(part))
                .count();
    }

    @Test
    void progressIsToldInBytesAndByPart() {
        // When
        String told = (String) run("""
                const [token] = given;
                const progress = [];
                const states = [];
                await new Gateway({ token }).verify(
                  'full-id',
                  { selfie: await picture('selfie.jpg', 700_000), document: await picture('document.jpg', 900_000), document_back: null, profile: 'strict-v0' },
                  { onprogress: (event) => progress.push(event), onstate: ({ status }) => states.push(status) });
                return JSON.stringify({ progress, states });
                """, sandbox.submitToken("full-id", 60));

        // Then
        JsonObject outcome = new JsonObject(told);
        List<JsonObject> progress = outcome.getJsonArray("progress").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(progress).extracting(event -> event.getLong("loaded")).isSorted();
        JsonObject last = progress.get(progress.size() - 1);
        assertThat(last.getLong("loaded")).isEqualTo(last.getLong("total")).isGreaterThan(1_600_000);
        assertThat(last.getJsonArray("parts").stream()
                        .map(JsonObject.class::cast)
                        .map(part ->
                                part.getString("name") + " " + part.getLong("loaded") + "/" + part.getLong("total")))
                .containsExactly("selfie 700000/700000", "document 900000/900000", "profile 9/9");
        assertThat(outcome.getJsonArray("states")).isEqualTo(new JsonArray(List.of("processing", "approved")));
    }

    @Test
    void whereStreamsAreBlockedALongPollTakesOver() {
        // Given
        browser.command("Network.setBlockedURLs", Map.of("urls", List.of("*/events*")));
        try {
            // When
            run("""
                    const [token] = given;
                    kept(new Gateway({ token }).verify('document', { document: await picture('reject-delay=4s.jpg') }));
                    """, sandbox.submitToken("document", 60));

            // Then
            assertThat(verification().getString("status")).isEqualTo("rejected");
            assertThat(requestsTo("/events")).isEqualTo(1);
            assertThat(browser.network().stream()
                            .filter(message -> message.getString("method").equals("Network.requestWillBeSent"))
                            .map(message -> message.getJsonObject("params")
                                    .getJsonObject("request")
                                    .getJsonObject("headers")
                                    .getString("Prefer"))
                            .filter(prefer -> prefer != null))
                    .containsExactly("wait=25");
        } finally {
            browser.command("Network.setBlockedURLs", Map.of("urls", List.of()));
        }
    }

    @Test
    void whereAProxyHoldsEventsBackALongPollTakesOver() {
        try (BufferingFront front = BufferingFront.before(sandbox.port())) {
            // Given
            Page.open(browser, "http://localhost:" + front.port() + "/");
            browser.forgetNetwork();

            // When
            run("""
                    const [token] = given;
                    kept(new Gateway({ token }).verify('document', { document: await picture('approve-delay=9s.jpg') }));
                    """, sandbox.submitToken("document", 60));

            // Then
            assertThat(verification().getString("status")).isEqualTo("approved");
            assertThat(browser.heardAnEvent()).isFalse();
            assertThat(requestsTo("/events")).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatExpiresWhileWatchingIsRefreshedAndTheDecisionComes() {
        // Given
        String id = submitted("8s");
        String brief = sandbox.watchToken(id, 2);
        String fresh = sandbox.watchToken(id, 60);

        // When
        run("""
                const [token, fresh, id] = given;
                window.asked = [];
                const refresh = async (purpose) => { window.asked.push(purpose); return fresh; };
                kept(new Gateway({ token, refresh }).watch(id));
                """, brief, fresh, id);

        // Then
        assertThat(verification().getString("status")).isEqualTo("approved");
        assertThat((String) browser.run("return JSON.stringify(window.asked)")).isEqualTo("[{\"id\":\"" + id + "\"}]");
        assertThat(browser.requests())
                .anyMatch(request -> request.contains("/events?token=" + brief))
                .anyMatch(request -> request.contains("/events?token=" + fresh));
    }

    @Test
    void aTokenThatExpiredBeforeTheUploadIsRefreshedAndTheUploadSentAgain() {
        // Given
        String old = sandbox.submitToken("document", 1);
        await("the expiry").atMost(PATIENCE).until(() -> sandbox.uploadStatusWith(old) == 401);

        // When
        run("""
                const [token, fresh] = given;
                window.asked = [];
                const refresh = async (purpose) => { window.asked.push(purpose); return fresh; };
                kept(new Gateway({ token, refresh }).verify('document', { document: await picture('approve.jpg') }));
                """, old, sandbox.submitToken("document", 60));

        // Then
        assertThat(verification().getString("status")).isEqualTo("approved");
        assertThat((String) browser.run("return JSON.stringify(window.asked)")).isEqualTo("[{\"kind\":\"document\"}]");
    }

    @Test
    void withoutARefreshAnExpiredTokenIsATypedError() {
        // When
        run("kept(new Gateway({ token: 'no token' }).watch('00000000-0000-4000-8000-000000000000'));");

        // Then
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("unauthenticated");
        assertThat(error.getInteger("status")).isEqualTo(401);
        assertThat(error.getBoolean("typed")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "document | unknown_part | 422 | { document: await picture('a.jpg'), selfie: await picture('b.jpg') }",
                "full-id | missing_part | 422 | { selfie: await picture('a.jpg') }",
                "document | unsupported_image | 422 | { document: new Blob(['no picture']) }",
                "liveness | invalid_value | 422 | { selfie: await picture('a.jpg'), threshold: 'high' }",
                "document | image_dimensions | 422 | { document: await tiny() }",
                "document | part_too_large | 413 | { document: await picture('a.jpg', 15 * 1024 * 1024 + 1) }",
                "full-id | request_too_large | 413 | { selfie: await picture('a.jpg', 12e6), document: await picture('b.jpg', 12e6), document_back: await picture('c.jpg', 12e6) }"
            })
    void aRefusalIsATypedErrorThatThePageHasWordsFor(String kind, String code, int status, String parts) {
        // When
        run("""
                const [token, kind] = given;
                const tiny = () => new Promise((done) => Object.assign(document.createElement('canvas'), { width: 50, height: 50 }).toBlob(done));
                kept(new Gateway({ token }).submit(kind, %s, { resize: false }));
                """.formatted(parts), sandbox.submitToken(kind, 60), kind);

        // Then
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getInteger("status")).isEqualTo(status);
        assertThat(error.getString("name")).isEqualTo("Problem");
        assertThat(error.getString("detail")).isNotBlank();
        assertThat(error.getString("requestId")).isNotBlank();
        assertThat(error.getBoolean("retryable")).isFalse();
        assertThat(error.getString("words")).isNotBlank().doesNotContain("That did not work");
        assertThat(requestsTo("/v1/verifications/" + kind)).isLessThanOrEqualTo(2);
    }

    @Test
    void anAbortEndsTheWatchAndAsksForNothingMore() {
        // Given
        String id = submitted("3s");
        run("""
                const [token, id] = given;
                window.stop = new AbortController();
                kept(new Gateway({ token }).watch(id, { signal: window.stop.signal }));
                """, sandbox.watchToken(id, 60), id);
        await("the stream").atMost(PATIENCE).until(browser::heardAnEvent);

        // When
        browser.run("window.stop.abort()");

        // Then
        assertThat(outcome().getJsonObject("error").getString("name")).isEqualTo("AbortError");
        long requests = browser.requests().size();
        await("the decision").atMost(PATIENCE).until(() -> sandbox.decided(id));
        // Longer than a stream that was left open takes to end and to be opened anew.
        await().during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(15))
                .until(() -> browser.requests().size() == requests);
    }

    @Test
    void aVerificationThatIsDeletedEndsTheWatchWithAProblem() {
        // Given
        String id = submitted("20s");
        run("const [token, id] = given; kept(new Gateway({ token }).watch(id));", sandbox.watchToken(id, 60), id);
        await("the stream").atMost(PATIENCE).until(browser::heardAnEvent);

        // When
        sandbox.delete(id);

        // Then
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("gone");
        assertThat(error.getString("words")).isEqualTo("This verification has been deleted.");
        assertThat(requestsTo("/events")).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainAndNothingIsSubmittedTwice() {
        // Given: the upload arrives, and its answer does not come back.
        int complete = sandbox.uploads("complete");
        run("""
                const [token] = given;
                const gateway = new Gateway({ token });
                kept(gateway.verify('liveness', { selfie: await picture('approve-delay=4s.jpg'), threshold: 0.6 }));
                """, sandbox.submitToken("liveness", 60));
        await("Kairos has it").atMost(PATIENCE).until(() -> sandbox.uploads("complete") == complete + 1);

        // When
        sandbox.network().cut();
        await("it is sent again").atMost(PATIENCE).until(() -> requestsTo("POST /v1/verifications/liveness") > 1);
        sandbox.network().heal();

        // Then
        assertThat(verification().getString("status")).isEqualTo("approved");
        assertThat(sandbox.uploads("complete")).isEqualTo(complete + 1);
    }

    @Test
    void aNetworkThatIsLostAndComesBackIsResumedAtOnce() {
        // Given
        String id = submitted("5s");
        run("""
                const [token, id] = given;
                kept(new Gateway({ token }).watch(id));
                """, sandbox.watchToken(id, 60), id);
        await("the stream").atMost(PATIENCE).until(browser::heardAnEvent);

        // When: nothing passes any more, as after sleep, until the decision is long made; then the browser is back.
        sandbox.network().stall();
        offline(true);
        await("the decision").atMost(PATIENCE).until(() -> sandbox.decided(id));
        sandbox.network().heal();
        offline(false);

        // Then
        assertThat(verification().getString("status")).isEqualTo("approved");
    }

    private static void offline(boolean offline) {
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    @Test
    void twoTabsShowTheSameDecisionAndEachItsOwn() {
        // Given
        String id = submitted("6s");
        String watch = """
                const [token, id] = given;
                kept(new Gateway({ token }).watch(id));
                """;
        run(watch, sandbox.watchToken(id, 60), id);
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        try {
            // When
            Page page = Page.open(browser, sandbox.page());
            run(watch, sandbox.watchToken(id, 60), id);
            page.sample("reject");

            // Then
            assertThat(page.verdict()).isEqualTo("Rejected");
            assertThat(verification().getString("status")).isEqualTo("approved");
        } finally {
            browser.driver().close();
            browser.driver().switchTo().window(first);
        }
        JsonObject outcome = verification();
        assertThat(outcome.getString("status")).isEqualTo("approved");
        assertThat(outcome.getString("id")).isEqualTo(id);
    }

    @Test
    void sevenWindowsOfOneTokenWatchByOneStreamAndAllGetTheDecision() {
        // Given: one more than the connections that a browser has to one host.
        List<String> windows = windows(7, WindowType.WINDOW);
        String id = submitted("30s");
        String token = sandbox.watchToken(id, 120);
        try {
            windows.forEach(window -> {
                browser.driver().switchTo().window(window);
                run(WATCH, token, id);
            });
            windows.forEach(window -> {
                browser.driver().switchTo().window(window);
                await("the first state").atMost(PATIENCE).until(() -> states().equals("processing"));
            });
            assertThat(sandbox.streams()).isEqualTo(1);

            // When: the one that leads is closed.
            closeAll(windows.subList(0, 1));
            await("another leads").atMost(PATIENCE).until(() -> sandbox.streams() == 1);

            // Then
            windows.subList(1, 7).forEach(window -> {
                browser.driver().switchTo().window(window);
                assertThat(verification().getString("status")).isEqualTo("approved");
                assertThat(states()).isEqualTo("processing,approved");
            });
        } finally {
            closeAll(windows);
        }
    }

    @Test
    void aHiddenPageHoldsNoConnectionAndGoesOnWhenItIsSeen() {
        // Given: seven tabs with a token each, of which one is seen.
        List<String> tabs = windows(7, WindowType.TAB);
        String id = submitted("30s");
        try {
            tabs.forEach(tab -> {
                browser.driver().switchTo().window(tab);
                run(WATCH, sandbox.watchToken(id, 120), id);
            });
            await("the one stream")
                    .atMost(PATIENCE)
                    .until(() -> sandbox.streams() == 1 && states().equals("processing"));

            // When
            browser.driver().switchTo().window(tabs.get(0));
            browser.command("Page.bringToFront", Map.of());

            // Then: each that is seen has the stream to itself, and is told.
            assertThat((String) browser.run("return document.visibilityState")).isEqualTo("visible");
            await("its stream").atMost(PATIENCE).until(() -> sandbox.streams() == 1);
            tabs.forEach(tab -> {
                browser.driver().switchTo().window(tab);
                browser.command("Page.bringToFront", Map.of());
                assertThat(verification().getString("status")).isEqualTo("approved");
            });
            assertThat(sandbox.streams()).isZero();
        } finally {
            closeAll(tabs);
        }
    }

    private static final String WATCH = """
            const [token, id] = given;
            window.states = [];
            kept(new Gateway({ token }).watch(id, { onstate: ({ status }) => window.states.push(status) }));
            """;

    private static String states() {
        return (String) browser.run("return window.states.join()");
    }

    private static List<String> windows(int count, WindowType type) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    browser.driver().switchTo().newWindow(type);
                    Page.open(browser, sandbox.page());
                    return browser.driver().getWindowHandle();
                })
                .toList();
    }

    private static void closeAll(List<String> windows) {
        for (String open : browser.driver().getWindowHandles()) {
            if (windows.contains(open)) {
                browser.driver().switchTo().window(open).close();
            }
        }
        browser.driver()
                .switchTo()
                .window(browser.driver().getWindowHandles().iterator().next());
        browser.command("Page.bringToFront", Map.of());
    }

    @Test
    void theSampleOfTheReadmeWorks() throws IOException {
        // Given
        String readme = Files.readString(Path.of("README.md"));
        Matcher sample = Pattern.compile("```js\nimport \\{ Gateway } from 'https://[^']+';\n(.*?)```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(sample.find()).isTrue();

        // When
        String told = (String) run("""
                const [token] = given;
                const bar = document.getElementById('bar');
                const label = document.getElementById('state');
                const input = { files: [await picture('document-reject.jpg')] };
                %s
                return JSON.stringify([bar.value, label.textContent, verification.next_action]);
                """.formatted(sample.group(1)), sandbox.submitToken("document", 60));

        // Then
        assertThat(told).isEqualTo("[1,\"rejected\",\"use_other_document\"]");
    }

    @Test
    void theVersionedAddressIsTheSameModule() {
        assertThat((Boolean) run("""
                        const { headers } = await fetch('/kairos-gateway.js');
                        const version = headers.get('ETag').replaceAll('"', '');
                        const other = await import(`/kairos-gateway.js?v=${version}`);
                        return Object.keys(other).sort().join() === 'FileError,Gateway,NetworkError,Problem';
                        """)).isTrue();
    }
}
