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
 * be read is ignored, as the RFC demands; a query that cannot be read is the caller's mistake.
 */
@Singleton
public class WaitPreference {

    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private final Duration longest;

    WaitPreference(GatewaySettings settings) {
        this.longest = settings.watch().maxWait();
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
        if (!query.matches("[0-9]{1,9}")) {
            throw new ProblemException(Problem.BAD_REQUEST, "wait must be a whole number of seconds.");
        }
        return Optional.of(granted(query));
    }

    private Wait granted(String seconds) {
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return new Wait(asked.compareTo(longest) < 0 ? asked : longest);
    }

    /** A wait that was granted. */
    public record Wait(Duration limit) {

        /** The value of {@code Preference-Applied}. */
        public String applied() {
            return "wait=" + limit.toSeconds();
        }
    }
}
