package io.kairosgateway.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Waits by long polls, one after the other. */
final class PollWaiter extends Waiter {

    private static final long NEXT_MILLIS = 100;

    PollWaiter(Clients clients, String id, int replica) {
        super(clients, id, replica);
    }

    @Override
    void ask(int replica) {
        clients.get(replica, "/v1/verifications/" + id + "?wait=20", null)
                .onSuccess(this::answered)
                .onFailure(this::broken);
    }

    private void answered(HttpClientResponse response) {
        response.body().onSuccess(body -> told(response, body)).onFailure(this::broken);
    }

    private void told(HttpClientResponse response, Buffer body) {
        switch (response.statusCode()) {
            case 200 -> {
                hear("200", body.toString());
                done();
            }
            case 202 -> {
                hear("202", body.toString());
                again(NEXT_MILLIS);
            }
            default -> refused(response);
        }
    }
}
