package io.kairosgateway.settings;

/** What is wrong with the gateway's own settings of tracing, while it is on: where it is off, nobody cares what they say. */
final class TracingCheck {

    private TracingCheck() {}

    static void check(GatewaySettings.Tracing tracing, Findings findings) {
        if (TracingAsUnderstood.of(tracing).on()) {
            findings.require(tracing.maxQueue() > 0, "gateway.tracing.max-queue must be 1 or more.");
            findings.positive("gateway.tracing.export-delay", tracing.exportDelay());
            findings.positive("gateway.tracing.export-timeout", tracing.exportTimeout());
        }
    }
}
