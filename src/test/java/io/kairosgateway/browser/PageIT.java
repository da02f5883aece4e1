package io.kairosgateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.Pictures;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page at {@code /}, in a real browser before the packaged sandbox. */
@Tag("sandbox")
class PageIT {

    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int MEGABYTE = 1024 * 1024;

    private static Chromium browser;
    private static Sandbox sandbox;

    @TempDir
    private Path files;

    @BeforeAll
    static void start() {
        browser = Chromium.start();
        sandbox = Sandbox.start();
    }

    @AfterAll
    static void stop() {
        Stream.of(browser, sandbox).filter(started -> started != null).forEach(PageIT::close);
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void heal() {
        sandbox.network().heal();
        browser.forgetNetwork();
    }

    @ParameterizedTest
    @CsvSource({
        "full-id, 'selfie document document_back', true, true, Kairos asked",
        "document, 'document document_back', false, true, Kairos asked",
        "biometric, 'selfie image', true, false, Kairos answered the upload itself",
        "liveness, 'selfie', true, false, Kairos answered the upload itself"
    })
    void theWholeWayOfEachKindFromTheFilesToTheDecision(
            String kind, String parts, boolean face, boolean document, String asked) {
        // Given
        Page page = Page.open(browser, sandbox.page()).kind(kind);
        for (String part : parts.split(" ")) {
            page.choose(part, Page.SAMPLES.resolve(part + ".jpg"));
        }
        browser.run("window.bar = [];"
                + " new MutationObserver(() => window.bar.push(document.getElementById('bar').value))"
                + ".observe(document.getElementById('bar'), { attributes: true });");

        // When
        page.submit();

        // Then
        assertThat(page.verdict()).isEqualTo("Approved");
        assertThat(page.text(".verdict p")).isEqualTo("Nothing was found. You can go on.");
        assertThat(page.text("#state")).isEqualTo("Approved.");
        assertThat((List<?>) browser.run("return window.bar")).asString().contains("1");
        assertThat(page.all(".measure meter")).hasSize(face ? (kind.equals("liveness") ? 1 : 2) : 0);
        assertThat(page.all("table")).hasSize(document ? 1 : 0);
        assertThat(page.all("#timeline li.done time")).hasSize(4);
        assertThat(page.text("#timeline li:nth-child(2)")).contains(asked);
        assertThat(new JsonObject(page.one("details pre").getDomProperty("textContent")).getString("kind"))
                .isEqualTo(kind);
        if (document) {
            assertThat(page.text("table")).contains("Full name", "Ada Specimen");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "approve, Approved, Nothing was found. You can go on.",
        "review, To be reviewed, A person will have a look at it.",
        "reject, Rejected, 'Please take the selfie again, facing the camera in good light.'"
    })
    void oneClickShowsWhatANewcomerWantsToSee(String sample, String verdict, String next) {
        // Given
        Page page = Page.open(browser, sandbox.page());

        // When
        page.sample(sample);

        // Then
        assertThat(page.verdict()).isEqualTo(verdict);
        assertThat(page.text(".verdict p")).isEqualTo(next);
        if (!sample.equals("approve")) {
            assertThat(page.text(".reasons"))
                    .contains("The two pictures do not show the same person.", "FAILED_FACE_MATCH");
        }
    }

    @Test
    void theTokenShowsThePageNothingOfTheDocument() {
        // Given
        Page page = Page.open(browser, sandbox.page());

        // When
        page.sample("approve").verdict();

        // Then: what the page knows beyond the minimal view, its backend has told it.
        assertThat(browser.requests())
                .contains("POST /sandbox/client-tokens", "POST /v1/verifications/full-id")
                .anyMatch(request -> request.matches("GET /sandbox/verifications/[0-9a-f-]{36}"));
        assertThat(browser.network().stream()
                        .filter(message -> message.getString("method").equals("Network.eventSourceMessageReceived"))
                        .map(JsonObject::encode))
                .isNotEmpty()
                .noneMatch(event -> event.contains("result") || event.contains("Ada"));
    }

    @Test
    void afterTheDecisionTheBrowserAsksForNothingMore() {
        // Given
        Page page = Page.open(browser, sandbox.page());
        page.sample("approve").verdict();
        await().until(() -> browser.requests().stream().anyMatch(request -> request.endsWith("/polls")));
        List<String> before = List.copyOf(browser.requests());

        // When, Then
        await().during(SILENCE)
                .atMost(SILENCE.plusSeconds(10))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> browser.requests().equals(before));
        assertThat(before).filteredOn(request -> request.contains("/events")).hasSize(1);
    }

    @Test
    void anUploadThatIsCancelledNeverReachesKairosWhole() throws IOException {
        // Given
        int complete = sandbox.uploads("complete");
        int reset = sandbox.uploads("reset");
        Page page = Page.open(browser, sandbox.page())
                .kind("document")
                .choose("document", file("large.jpg", Pictures.jpeg(600, 800, 8 * MEGABYTE)));
        browser.command("Network.enable", Map.of());
        throttleUploads(500_000);

        try {
            // When
            page.submit();
            await("progress")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> page.text("#bytes").matches("Document, front · [1-7]\\.\\d MB of 8\\.0 MB"));
            double bar = Double.parseDouble(page.one("#bar").getDomProperty("value"));
            page.one("#cancel").click();

            // Then
            page.awaitState("Stopped.");
            assertThat(bar).isBetween(0.1, 0.99);
            await().atMost(Duration.ofSeconds(20)).until(() -> sandbox.uploads("reset") == reset + 1);
            assertThat(sandbox.uploads("complete")).isEqualTo(complete);
            assertThat(page.one("#submit").isEnabled()).isTrue();
            assertThat(page.all("#verdict")).isEmpty();
        } finally {
            throttleUploads(-1);
        }
    }

    private static void throttleUploads(int bytesPerSecond) {
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", bytesPerSecond));
    }

    private static Stream<Arguments> badFiles() {
        return Stream.of(
                Arguments.of(
                        "document",
                        "notes.jpg",
                        "just text".getBytes(),
                        "This is not a JPEG or PNG picture or a PDF. Please choose another file."),
                Arguments.of(
                        "selfie",
                        "IMG_0001.HEIC",
                        "\0\0\0\30ftypheic".getBytes(),
                        "HEIC photos cannot be used. Please choose a JPEG or PNG picture."),
                Arguments.of(
                        "selfie",
                        "scan.pdf",
                        Pictures.pdf(),
                        "A PDF cannot be used here. Please choose a JPEG or PNG picture."),
                Arguments.of("selfie", "empty.png", new byte[0], "This file is empty. Please choose another one."),
                Arguments.of(
                        "selfie",
                        "broken.png",
                        java.util.Arrays.copyOf(Pictures.png(600, 800), 60),
                        "This picture is damaged and cannot be read. Please choose another one."),
                Arguments.of(
                        "document",
                        "small.png",
                        Pictures.png(299, 400),
                        "This picture is too small: 299 × 400 pixels. Each side needs 300 pixels at least."),
                Arguments.of(
                        "document",
                        "panorama.jpg",
                        Pictures.jpeg(6000, 350),
                        "This picture is too long and narrow: 6000 × 350 pixels."),
                Arguments.of(
                        "document",
                        "heavy.pdf",
                        java.util.Arrays.copyOf(Pictures.pdf(), 15 * MEGABYTE + 1),
                        "This file has 15.0 MB. It may have 15 MB at most."));
    }

    @Test
    void aPictureThatIsTooLargeIsMadeSmallerAndTheFormSaysSo() throws IOException {
        // Given
        Page page = Page.open(browser, sandbox.page())
                .kind("document")
                .choose("document", file("approve.jpg", Pictures.jpeg(5001, 400, MEGABYTE)));

        // When
        page.submit();

        // Then
        assertThat(page.verdict()).isEqualTo("Approved");
        assertThat(page.text("[data-part=document] .chosen"))
                .isEqualTo("approve.jpg · 1.0 MB · sent with 5000 × 400 pixels");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badFiles")
    void aFileThatWouldBeRefusedIsToldInPlainWordsAndNotSent(String part, String name, byte[] content, String words)
            throws IOException {
        // Given
        Page page = Page.open(browser, sandbox.page());
        browser.forgetNetwork();
        Stream.of("selfie", "document")
                .filter(other -> !other.equals(part))
                .forEach(other -> page.choose(other, Page.SAMPLES.resolve(other + ".jpg")));

        // When
        page.choose(part, file(name, content)).submit();

        // Then
        assertThat(page.fault(part)).isEqualTo(words);
        assertThat(page.one("[data-part=" + part + "] .choose").getDomAttribute("aria-invalid"))
                .isEqualTo("true");
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void aPictureThatIsMissingIsAskedForAndFocused() {
        // Given
        Page page = Page.open(browser, sandbox.page());
        page.choose("selfie", Page.SAMPLES.resolve("selfie.jpg"));

        // When
        page.submit();

        // Then
        assertThat(page.fault("document")).isEqualTo("Please add this picture: document, front.");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("aria-label"))
                .isEqualTo("Document, front: choose a file");
    }

    @Test
    void picturesThatAreTooLargeTogetherAreNotSent() throws IOException {
        // Given
        byte[] large = Pictures.jpeg(600, 800, 11 * MEGABYTE);
        Page page = Page.open(browser, sandbox.page());
        for (String part : List.of("selfie", "document", "document_back")) {
            page.choose(part, file(part + ".jpg", large));
        }
        browser.forgetNetwork();

        // When
        page.submit();

        // Then
        assertThat(page.fault()).isEqualTo("The files have 33.0 MB together. They may have 32 MB at most.");
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void aThresholdThatIsNoNumberIsToldInPlainWords() {
        // Given
        Page page = Page.open(browser, sandbox.page()).kind("liveness");
        page.choose("selfie", Page.SAMPLES.resolve("selfie.jpg"));
        WebElement threshold = page.one("#threshold");
        threshold.clear();
        threshold.sendKeys("60 %");

        // When
        page.submit();

        // Then
        assertThat(page.fault()).isEqualTo("The threshold has to be a number from 0 to 1, such as 0.6.");
    }

    @Test
    void whatOnlyTheGatewayRefusesIsToldInPlainWordsToo() {
        // Given: a value that the page does not offer.
        Page page = Page.open(browser, sandbox.page());
        browser.run("document.getElementById('profile').options[3].value = 'paranoid-v9'");
        page.choose("selfie", Page.SAMPLES.resolve("selfie.jpg"))
                .choose("document", Page.SAMPLES.resolve("document.jpg"));
        page.one("#profile").sendKeys("Strict");

        // When
        page.submit();

        // Then
        assertThat(page.fault()).isEqualTo("One of the values is not allowed.");
        assertThat(page.text("#state")).isEqualTo("That did not work.");
        assertThat(page.one("#submit").isEnabled()).isTrue();
    }

    @Test
    void theStreamIsCutInTheMiddleAndTheDecisionIsStillShown() throws IOException {
        // Given
        Page page = Page.open(browser, sandbox.page())
                .kind("document")
                .choose("document", file("approve-delay=6s.jpg", Pictures.jpeg(600, 800)))
                .submit();
        await("the stream").atMost(Duration.ofSeconds(20)).until(browser::heardAnEvent);

        // When
        sandbox.network().cut();
        await("the browser has tried again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> browser.requests().stream()
                                .filter(request -> request.contains("/events"))
                                .count()
                        > 1);
        sandbox.network().heal();

        // Then
        assertThat(page.verdict()).isEqualTo("Approved");
    }

    @Test
    void everythingCanBeDoneByKeyboardAndFocusFollowsWhatHappens() {
        // Given
        Page page = Page.open(browser, sandbox.page());
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        WebElement first = browser.driver().switchTo().activeElement();
        assertThat(first.getText()).isEqualTo("Approved");

        // When
        first.sendKeys(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);

        // Then
        page.verdict();
        await().until(() ->
                "verdict".equals(browser.driver().switchTo().activeElement().getDomAttribute("id")));
        assertThat(page.one("#live").getDomProperty("textContent")).isEqualTo("Rejected.");
    }

    @ParameterizedTest
    @CsvSource({
        "phone, 390, 844, light",
        "phone, 390, 844, dark",
        "desktop, 1280, 1180, light",
        "desktop, 1280, 1180, dark"
    })
    void axeFindsNothingAndThePictureIsTaken(String device, int width, int height, String scheme) {
        // Given
        boolean phone = device.equals("phone");
        browser.command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        browser.command("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
        browser.command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        String name = device + "-" + scheme;
        try {
            // When, Then: at the start, with a fault, while it goes on, and at the end.
            Page page = Page.open(browser, sandbox.page());
            assertThat(browser.accessibilityFaults()).isEmpty();
            assertThat(page.one(".camera").isDisplayed()).isEqualTo(phone);
            assertNothingIsWiderThan(width);
            browser.screenshot(name + "-start");
            page.submit().fault("selfie");
            assertThat(browser.accessibilityFaults()).isEmpty();
            page.sample("review");
            page.awaitState("Kairos is checking");
            assertThat(browser.accessibilityFaults()).isEmpty();
            page.verdict();
            page.one("details summary").click();
            assertThat(browser.accessibilityFaults()).isEmpty();
            assertNothingIsWiderThan(width);
            page.one("details summary").click();
            browser.run("document.querySelector(given[0]).scrollIntoView()", phone ? "#result" : "body");
            browser.screenshot(name + "-decision");
        } finally {
            browser.command("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.command("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
            browser.command("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    private static void assertNothingIsWiderThan(int width) {
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(files.resolve(name), content);
    }
}
