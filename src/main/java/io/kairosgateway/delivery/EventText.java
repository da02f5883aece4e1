package io.kairosgateway.delivery;

import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;

/** Events as they go over the wire (WHATWG HTML, 9.2.6). */
final class EventText {

    /** What parsers of events take for the end of a line, and Kairos may have in its body. */
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    /**
     * What is told of one state, written once for all who wait for it in the same view.
     *
     * @param status names the state; with an id of its own where it is terminal: whoever loses the connection before the decision must
     *     not be told that there is nothing more
     * @param decision null where the state is not terminal
     */
    record News(Verification verification, View view, Buffer status, Buffer decision) {

        static News of(Verification verification, View view) {
            String json = Representation.of(verification, view);
            String id = Revision.of(verification).value();
            return new News(
                    verification,
                    view,
                    event("status", "status-" + id, json),
                    verification.status().terminal() ? event("decision", id, json) : null);
        }

        /** @param first whether nothing has been told before */
        Buffer to(boolean first) {
            if (decision == null) {
                return status;
            }
            return first
                    ? Buffer.buffer(status.length() + decision.length())
                            .appendBuffer(status)
                            .appendBuffer(decision)
                    : decision;
        }

        @Override
        public String toString() {
            return "News[verification=" + verification.id() + ", view=" + view + "]";
        }
    }

    private EventText() {}

    /**
     * Keeps proxies and Firefox from taking silence for death. No empty line of its own follows: some clients take a block without data
     * for an event.
     */
    static Buffer alive() {
        return Buffer.buffer(":alive\n");
    }

    static Buffer deleted(VerificationId id) {
        return event(
                "deleted", "deleted", new JsonObject().put("id", id.value()).encode());
    }

    /** The first line of the block that the next event ends; clients that follow the standard take it in as soon as the line has come. */
    static Buffer retry(Duration after) {
        return Buffer.buffer("retry:" + after.toMillis() + "\n");
    }

    private static Buffer event(String name, String id, String json) {
        String data = LINE_END.matcher(json).replaceAll("\ndata:");
        return Buffer.buffer("id:" + id + "\nevent:" + name + "\ndata:" + data + "\n\n");
    }
}
