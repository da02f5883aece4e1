package io.kairosgateway.ledger;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Leads back to the event loop that a request belongs to, because a ledger may answer on any thread. */
public record EventLoopOf(Context context) implements Executor {

    /** To be asked for before the ledger is. */
    public static EventLoopOf thisRequest() {
        return new EventLoopOf(Vertx.currentContext());
    }

    @Override
    public void execute(Runnable command) {
        if (Vertx.currentContext() == context) {
            command.run();
        } else {
            context.runOnContext(now -> command.run());
        }
    }
}
