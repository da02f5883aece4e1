package io.kairosgateway.sandbox;

import io.kairosgateway.kairos.SandboxHeader;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads {@code X-Sandbox} of a submit before the simulator does, so that a caller hears what is wrong with it, and lets it go on. In no other
 * build profile than these does this bean exist; everywhere else the header is refused.
 */
@Singleton
@IfBuildProfile(anyOf = {"dev", "test", "sandbox"})
class SandboxHeaderCheck {

    private static final int BEFORE_THE_ROUTES = 880;
    private static final Pattern SUBMIT = Pattern.compile("/v1/verifications/[^/]+|/v0\\.[12]/[a-z-]+-verification");

    private final boolean simulated;

    SandboxHeaderCheck(GatewaySettings settings) {
        // Plain http is taken for a loopback address only; whoever is reached over TLS is no simulator.
        simulated = "http".equals(settings.kairos().url().getScheme());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_THE_ROUTES);
    }

    private void check(RoutingContext context) {
        List<String> values = context.request().headers().getAll(SandboxHeader.NAME);
        if (values.isEmpty()) {
            context.next();
        } else if (!simulated) {
            context.fail(new ProblemException(
                    Problem.SANDBOX_ONLY, "The Kairos behind this gateway is not the simulated one."));
        } else if (context.request().method() != HttpMethod.POST
                || !SUBMIT.matcher(context.normalizedPath()).matches()) {
            refuse(
                    context,
                    "X-Sandbox belongs to a submit; what the GETs for its result meet is said there, with poll=.");
        } else if (values.size() > 1) {
            refuse(context, "Send one X-Sandbox, with ; between its pairs.");
        } else {
            admit(context, values.get(0));
        }
    }

    private static void admit(RoutingContext context, String value) {
        List<String> mistakes = Script.ofHeader(value).mistakes();
        if (mistakes.isEmpty()) {
            SandboxHeader.admit(context, value);
            context.next();
        } else {
            refuse(context, "X-Sandbox: " + String.join(", ", mistakes) + ".");
        }
    }

    private static void refuse(RoutingContext context, String detail) {
        context.fail(new ProblemException(Problem.BAD_REQUEST, detail));
    }
}
