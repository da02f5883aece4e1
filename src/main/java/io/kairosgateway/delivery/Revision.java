package io.kairosgateway.delivery;

import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import java.util.Arrays;
import java.util.List;

/**
 * Names one state of one verification, alike on every replica: the id of an event, and with the view the {@code ETag} of an answer.
 */
record Revision(String value) {

    static Revision of(Verification verification) {
        State state = verification.state();
        String at = state instanceof State.Ended ended
                ? "-" + Long.toHexString(ended.at().toEpochMilli())
                : "";
        return new Revision(state.status().label() + at);
    }

    /**
     * Whether the id of an event names a decision. One never changes, so who has had it needs nothing more; not even where it is not known
     * yet, or with another moment, because Redis was away when it was told.
     */
    static boolean ofDecision(String eventId) {
        return Arrays.stream(Verdict.values())
                .anyMatch(verdict -> eventId.startsWith(verdict.status().label() + "-"));
    }

    /** The two views of one state are two representations, and a cache must not take one for the other. */
    String etag(View view) {
        return '"' + value + (view == View.MINIMAL ? ".minimal" : "") + '"';
    }

    /** Whether one of the tags of {@code If-None-Match} is this one (RFC 9110, weak comparison). */
    boolean matches(List<String> ifNoneMatch, View view) {
        return ifNoneMatch.stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag(view)));
    }
}
