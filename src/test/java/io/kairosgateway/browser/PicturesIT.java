package io.kairosgateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.Pictures;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** The module for browsers with photos as phones make them, and with files that change after they were chosen; in a real browser. */
@Tag("sandbox")
class PicturesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Photos are drawn here, because nobody wants one of 50 megapixels in a repository. */
    private static final String GIVEN = """
            const photo = async (width, height, name, type = 'image/jpeg') => {
              const canvas = new OffscreenCanvas(width, height);
              const context = canvas.getContext('2d');
              context.fillStyle = '#c00';
              context.fillRect(0, 0, width / 2, height);
              context.fillStyle = '#00c';
              context.fillRect(width / 2, 0, width / 2, height);
              return new File([await canvas.convertToBlob({ type, quality: 0.9 })], name, { type });
            };
            const submit = (token, parts, options) => {
              const run = (window.run = { resized: [] });
              kept(new Gateway({ token }).verify('document', parts, { onresize: (told) => run.resized.push(told), ...options }), run);
            };
            """;

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

    private static void run(String script, Object... arguments) {
        ModuleRun.run(browser, GIVEN + script, arguments);
    }

    private static JsonObject outcome() {
        return ModuleRun.outcome(browser);
    }

    private static String resized(JsonObject outcome, String which) {
        JsonObject picture = outcome.getJsonArray("resized").getJsonObject(0).getJsonObject(which);
        return picture.getString("type") + " " + picture.getInteger("width") + " x " + picture.getInteger("height");
    }

    private static long uploads() {
        return browser.requests().stream()
                .filter(request -> request.startsWith("POST /v1/verifications/document"))
                .count();
    }

    @Test
    void aPhotoOf50MegapixelsReachesADecision() {
        // When
        run(
                "submit(given[0], { document: await photo(8165, 6124, 'reject-delay=1s.jpg') });",
                sandbox.submitToken("document", 120));

        // Then: it had its name, which decides.
        JsonObject outcome = outcome();
        assertThat(outcome.getJsonObject("error")).isNull();
        assertThat(outcome.getJsonObject("verification").getString("status")).isEqualTo("rejected");
        assertThat(resized(outcome, "from")).isEqualTo("JPEG 8165 x 6124");
        assertThat(resized(outcome, "to")).isEqualTo("JPEG 5000 x 3750");
        assertThat(outcome.getJsonArray("resized").getJsonObject(0).getString("part"))
                .isEqualTo("document");
    }

    @Test
    void itCanBeSwitchedOffAndThenTheGatewayDecides() {
        // When
        run(
                "submit(given[0], { document: await photo(5001, 400, 'approve.jpg') }, { resize: false });",
                sandbox.submitToken("document", 60));

        // Then
        assertThat(outcome().getJsonObject("error").getString("code")).isEqualTo("image_dimensions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "photo(400, 5001, 'approve.png', 'image/png') | PNG 400 x 5001 | JPEG 400 x 5000",
                "photo(800, 600, 'approve.webp', 'image/webp') | WebP 800 x 600 | JPEG 800 x 600",
                "picture('approve.jpg', 15 * 1024 * 1024 + 1) | JPEG 1680 x 1080 | JPEG 1680 x 1080"
            })
    void whatTheGatewayDoesNotTakeBecomesAJpegThatItTakes(String file, String from, String to) {
        // When
        run("submit(given[0], { document: await %s });".formatted(file), sandbox.submitToken("document", 60));

        // Then
        JsonObject outcome = outcome();
        assertThat(outcome.getJsonObject("error")).isNull();
        assertThat(outcome.getJsonObject("verification").getString("status")).isEqualTo("approved");
        assertThat(resized(outcome, "from")).isEqualTo(from);
        assertThat(resized(outcome, "to")).isEqualTo(to);
    }

    @Test
    void aSmallerSideCanBeAskedFor() {
        // When
        run(
                "submit(given[0], { document: await photo(4000, 3000, 'approve.jpg') }, { resize: 2000 });",
                sandbox.submitToken("document", 60));

        // Then
        assertThat(resized(outcome(), "to")).isEqualTo("JPEG 2000 x 1500");
    }

    @Test
    void aPhotoThatWasHeldUprightStaysUpright() {
        // Given: a phone writes the pixels as its sensor lies, and which way is up beside them.
        String turned = (String) ModuleRun.run(browser, GIVEN + """
                const lying = await photo(6000, 1000, 'lying.jpg');
                const exif = [0xff, 0xe1, 0, 34, ...new TextEncoder().encode('Exif'), 0, 0,
                  0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
                const upright = new File([lying.slice(0, 2), new Uint8Array(exif), lying.slice(2)], 'upright.jpg', { type: 'image/jpeg' });
                const { to } = await import('/kairos-gateway-pictures.js');

                // When
                const { file } = await (await to(new URL('/v1/verifications/', location), true))('document', upright);

                // Then: red was left, and is above.
                const sent = await createImageBitmap(file, { imageOrientation: 'none' });
                const context = new OffscreenCanvas(sent.width, sent.height).getContext('2d');
                context.drawImage(sent, 0, 0);
                const at = (x, y) => (context.getImageData(x, y, 1, 1).data[0] > 128 ? 'red' : 'blue');
                return [sent.width, sent.height, at(400, 100), at(400, 4900), file.name].join();
                """);

        assertThat(turned).isEqualTo("833,5000,red,blue,upright.jpg");
    }

    @Test
    void aKindOfPictureThatTheBrowserCannotReadIsAnErrorOfItsOwn() {
        // When: nothing but the first bytes of a HEIC, which Chromium cannot read even whole.
        run(
                "submit(given[0], { document: new File(['\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic'], 'IMG_0001.HEIC') });",
                sandbox.submitToken("document", 60));

        // Then
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("name")).isEqualTo("FileError");
        assertThat(error.getString("code")).isEqualTo("picture_unsupported");
        assertThat(error.getString("part")).isEqualTo("document");
        assertThat(error.getString("message")).contains("HEIC", "JPEG or PNG");
        assertThat(error.getString("words")).contains("JPEG or PNG");
        assertThat(uploads()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"changed", "removed"})
    void aFileThatIsNoLongerWhatWasChosenIsAnErrorOfItsOwnAtOnce(String how) {
        // Given
        Path file = chosen();
        change(file, how);

        // When
        run(
                "submit(given[0], { document: document.getElementById('chosen').files[0] });",
                sandbox.submitToken("document", 60));

        // Then: nothing was sent.
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("name")).isEqualTo("FileError");
        assertThat(error.getString("code")).isEqualTo("file_unreadable");
        assertThat(error.getString("part")).isEqualTo("document");
        assertThat(error.getString("words")).contains("choose it again");
        assertThat(uploads()).isZero();
    }

    @Test
    void aFileThatChangesBeforeARepetitionIsNotTakenForALostConnection() {
        // Given
        Path file = chosen();
        sandbox.network().cut();
        run(
                "submit(given[0], { document: document.getElementById('chosen').files[0] });",
                sandbox.submitToken("document", 60));
        await("the first try").atMost(PATIENCE).until(() -> uploads() > 0);

        // When
        change(file, "changed");

        // Then
        JsonObject error = outcome().getJsonObject("error");
        assertThat(error.getString("code")).as(error.encode()).isEqualTo("file_unreadable");
    }

    private Path chosen() {
        Path file = files.resolve("approve.jpg");
        try {
            Files.write(file, Pictures.jpeg(600, 800));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        browser.run(
                "document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'chosen' }))");
        browser.driver().findElement(By.id("chosen")).sendKeys(file.toString());
        return file;
    }

    /** Browsers compare the time of the last change, some to the second. */
    private static void change(Path file, String how) {
        try {
            if (how.equals("removed")) {
                Files.delete(file);
            } else {
                Files.write(file, Pictures.jpeg(700, 900));
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
