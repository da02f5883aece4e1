package io.kairosgateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Scripts that use the module, in the page of the current tab. */
final class ModuleRun {

    /** A photo of 50 megapixels is made, sent and decided in it, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What every script here begins with; {@code run} is kept, so that a later script can ask what came of it. */
    private static final String GIVEN = """
            const { Gateway, Problem, NetworkError, FileError } = await import('/kairos-gateway.js');
            const { fault } = await import('/sandbox/words.js');
            const picture = async (name, size) => {
              const sample = await (await fetch('/sandbox/samples/document.jpg')).blob();
              return new File([sample, new Uint8Array(Math.max(0, (size ?? 0) - sample.size))], name, { type: 'image/jpeg' });
            };
            const kept = (promise, run = window.run = {}) => promise.then(
              (verification) => { run.verification = verification; },
              (error) => { run.error = { name: error.name, code: error.code, status: error.status, detail: error.detail,
                requestId: error.requestId, retryable: error.retryable, part: error.part, message: error.message,
                typed: [Problem, NetworkError, FileError].some((type) => error instanceof type),
                words: fault(error) }; });
            """;

    private ModuleRun() {}

    static Object run(Chromium browser, String script, Object... arguments) {
        return browser.run(GIVEN + script, arguments);
    }

    /** What came of what was {@code kept}. */
    static JsonObject outcome(Chromium browser) {
        await("the end of the run").atMost(PATIENCE).until(() ->
                (Boolean) browser.run("return !!(window.run?.verification || window.run?.error)"));
        return new JsonObject((String) browser.run("return JSON.stringify(window.run)"));
    }

    static JsonObject verification(Chromium browser) {
        JsonObject outcome = outcome(browser);
        assertThat(outcome.getJsonObject("error")).isNull();
        return outcome.getJsonObject("verification");
    }
}
