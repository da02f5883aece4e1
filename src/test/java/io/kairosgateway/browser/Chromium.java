package io.kairosgateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's Chromium, without a window and with a profile of its own, and what it sends. */
final class Chromium implements AutoCloseable {

    private static final Optional<Path> BROWSER = onPath("chromium", "chromium-browser", "google-chrome");
    private static final Optional<Path> DRIVER = onPath("chromedriver");

    private final ChromeDriver driver;
    private final List<JsonObject> network = new ArrayList<>();

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    }

    /** Skips the tests where there is none, but for those who said that there has to be one. */
    static Chromium start() {
        boolean there = BROWSER.isPresent() && DRIVER.isPresent();
        if ("required".equals(System.getenv("BROWSER_TESTS"))) {
            assertThat(there).as("chromium and chromedriver are installed").isTrue();
        }
        if (!there) {
            System.err.println("Tests in a browser are skipped: chromium and chromedriver are not both on the PATH.");
        }
        Assumptions.assumeTrue(there, "skipped: there is no chromium with its chromedriver on this machine");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER.get().toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=1280,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.get().toFile())
                .usingAnyFreePort()
                .build();
        return new Chromium(new ChromeDriver(service, options));
    }

    private static Optional<Path> onPath(String... names) {
        String[] directories = System.getenv("PATH").split(File.pathSeparator);
        return Stream.of(names)
                .flatMap(name -> Arrays.stream(directories).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    ChromeDriver driver() {
        return driver;
    }

    /** A command of the browser's own protocol to the page of the current tab. */
    Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    /** Runs the body of an asynchronous function in the page and gives what it returns. */
    Object run(String body, Object... arguments) {
        Object answer = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; (async (...given) => {" + body + "})(...arguments)"
                        + ".then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }))",
                arguments);
        Map<?, ?> outcome = (Map<?, ?>) answer;
        assertThat(outcome.get("error")).as(body).isNull();
        return outcome.get("value");
    }

    /** Everything that the current tab's network has told so far, oldest first. */
    List<JsonObject> network() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonObject message = new JsonObject(entry.getMessage()).getJsonObject("message");
            if (message.getString("method").startsWith("Network.")) {
                network.add(message);
            }
        }
        return network;
    }

    void forgetNetwork() {
        network();
        network.clear();
    }

    /** Method and path with query of every request to the gateway. */
    List<String> requests() {
        return network().stream()
                .filter(message -> message.getString("method").equals("Network.requestWillBeSent"))
                .map(message -> message.getJsonObject("params").getJsonObject("request"))
                .filter(request -> request.getString("url").startsWith("http"))
                .map(request -> request.getString("method") + " "
                        + request.getString("url").replaceFirst("^https?://[^/]+", ""))
                .toList();
    }

    boolean heardAnEvent() {
        return network().stream()
                .anyMatch(message -> message.getString("method").equals("Network.eventSourceMessageReceived"));
    }

    /** Writes what the screen shows. */
    void screenshot(String name) {
        Map<String, Object> shot = command("Page.captureScreenshot", Map.of());
        Path file = Path.of("target", "screenshots", name + ".png");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What axe-core finds on the page as it is now. */
    List<String> accessibilityFaults() {
        try (var axe = Chromium.class.getResourceAsStream("/axe.min.js")) {
            driver.executeScript(new String(axe.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = (String) run("return JSON.stringify((await axe.run()).violations)");
        return new JsonArray(found)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(fault -> fault.getString("id") + ": "
                                + fault.getJsonArray("nodes").encode())
                        .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
