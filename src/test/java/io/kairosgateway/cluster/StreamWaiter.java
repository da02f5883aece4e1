package io.kairosgateway.cluster;

import io.kairosgateway.testing.EventStreamClient.Event;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;

/** Waits as a browser's {@code EventSource}: comes back after each end, with the last event's id, until it is told by 204 that there is nothing more. */
final class StreamWaiter extends Waiter {

    private String lastEventId;
    private long retryMillis = 1_000;

    StreamWaiter(Clients clients, String id, int replica) {
        super(clients, id, replica);
    }

    @Override
    void ask(int replica) {
        clients.get(replica, "/v1/verifications/" + id + "/events", lastEventId)
                .onSuccess(this::answered)
                .onFailure(this::broken);
    }

    private void answered(HttpClientResponse response) {
        if (response.statusCode() == 204) {
            done();
        } else if (response.statusCode() == 200) {
            read(response);
        } else {
            refused(response);
        }
    }

    private void read(HttpClientResponse response) {
        boolean[] over = {false};
        RecordParser blocks = RecordParser.newDelimited("\n\n", block -> event(block.toString()));
        response.exceptionHandler(broken -> end(over))
                .endHandler(ended -> end(over))
                .handler(blocks);
    }

    /** A connection that breaks may be told of twice, and must not be made up for twice. */
    private void end(boolean[] over) {
        if (!over[0]) {
            over[0] = true;
            again(retryMillis);
        }
    }

    private void event(String block) {
        Event event = Event.of(List.of(block.split("\n")));
        if (event.retry() != null) {
            retryMillis = Long.parseLong(event.retry().strip());
        }
        if (event.name() != null) {
            lastEventId = event.id();
            hear(event.name(), event.data());
        }
    }
}
