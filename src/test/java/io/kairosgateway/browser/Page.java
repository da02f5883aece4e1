package io.kairosgateway.browser;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page at {@code /} as somebody before it uses it. */
final class Page {

    static final Path SAMPLES = Path.of("src", "samples").toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Chromium browser;

    private Page(Chromium browser) {
        this.browser = browser;
    }

    static Page open(Chromium browser, String url) {
        browser.driver().get(url);
        Page page = new Page(browser);
        await("the form").atMost(PATIENCE).until(() -> !page.all(".slot").isEmpty());
        return page;
    }

    Page kind(String kind) {
        // The radio itself is drawn by its label.
        one(".kinds label:has([value=" + kind + "])").click();
        return this;
    }

    Page choose(String part, Path file) {
        one("[data-part=" + part + "] .choose").sendKeys(file.toString());
        await("the preview of " + part)
                .atMost(PATIENCE)
                .until(() -> !text("[data-part=" + part + "] .chosen").isEmpty());
        return this;
    }

    Page submit() {
        one("#submit").click();
        return this;
    }

    Page sample(String words) {
        one("#samples [data-words^='" + words + "']").click();
        return this;
    }

    void awaitState(String text) {
        await("the state '" + text + "'")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> text("#state").contains(text));
    }

    /** What is shown as the decision, once it is. */
    String verdict() {
        await("the decision; " + text("#form-fault"))
                .atMost(PATIENCE)
                .until(() -> !all("#verdict").isEmpty());
        return text("#verdict");
    }

    /** What stands beside a picture as wrong. */
    String fault(String part) {
        String place = "[data-part=" + part + "] .fault";
        await("a fault of " + part).atMost(PATIENCE).until(() -> !text(place).isEmpty());
        return text(place);
    }

    String fault() {
        await("a fault").atMost(PATIENCE).until(() -> !text("#form-fault").isEmpty());
        return text("#form-fault");
    }

    String text(String selector) {
        return one(selector).getText();
    }

    WebElement one(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return browser.driver().findElements(By.cssSelector(selector));
    }
}
