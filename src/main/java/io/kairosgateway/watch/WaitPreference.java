package io.kairosgateway.watch;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a caller wants to wait: {@code Prefer: wait=N} (RFC 7240) or its alias {@code ?wait=N}, in seconds. A preference that cannot
 * be read is ignored, as the RFC demands; a query that cannot be read is the caller's mistake. A number that is too large is cut,
 * however large it is.
 */
@Singleton
public class WaitPreference {

    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*=\\s*\"?([0-9]+)\"?\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    /** More digits than these are more seconds than anybody grants. */
    private static final int DIGITS = 9;

    private static final long MARGIN = 5;
    private static final int SHARE = 12;

    private final Duration longest;

    WaitPreference(GatewaySettings settings) {
        this.longest = longest(settings);
    }

    /**
     * The longest wait that is granted: some seconds less than {@code gateway.watch.max-wait}. A proxy on the way that gives up after as
     * long, such as nginx after a minute, is to have the response before.
     */
    public static Duration longest(GatewaySettings settings) {
        Duration within = settings.watch().maxWait();
        return within.minusSeconds(Math.min(MARGIN, within.toSeconds() / SHARE));
    }

    /** What is granted; the header wins over the query. */
    public Optional<Wait> of(List<String> preferHeaders, String query) {
        Optional<Wait> preferred = preferHeaders.stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .map(WAIT::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(wait -> granted(wait.group(1)));
        if (preferred.isPresent() || query == null) {
            return preferred;
        }
        if (!query.matches("[0-9]+")) {
            throw new ProblemException(Problem.BAD_REQUEST, "wait must be a whole number of seconds.");
        }
        return Optional.of(granted(query));
    }

    private Wait granted(String seconds) {
        String digits = seconds.replaceFirst("^0+(?=.)", "");
        if (digits.length() > DIGITS) {
            return new Wait(longest);
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(digits));
        return new Wait(asked.compareTo(longest) < 0 ? asked : longest);
    }

    /** A wait that was granted, from the moment that the request had come whole. */
    public record Wait(Duration limit) {

        /** What is left of it. */
        public Duration after(Duration gone) {
            Duration left = limit.minus(gone);
            return left.isNegative() ? Duration.ZERO : left;
        }

        /** The value of {@code Preference-Applied}. */
        public String applied() {
            return "wait=" + limit.toSeconds();
        }
    }
}
