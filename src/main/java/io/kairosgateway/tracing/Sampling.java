package io.kairosgateway.tracing;

import io.kairosgateway.settings.TracingAsUnderstood;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/** OpenTelemetry's samplers, by OpenTelemetry's names. */
final class Sampling {

    private static final String PARENT_BASED = "parentbased_";

    private Sampling() {}

    static Sampler of(TracingAsUnderstood settings) {
        String name = settings.sampler();
        return name.startsWith(PARENT_BASED)
                ? Sampler.parentBased(named(name.substring(PARENT_BASED.length()), settings))
                : named(name, settings);
    }

    private static Sampler named(String name, TracingAsUnderstood settings) {
        return switch (name) {
            case "always_on" -> Sampler.alwaysOn();
            case "always_off" -> Sampler.alwaysOff();
            default -> Sampler.traceIdRatioBased(settings.ratio());
        };
    }
}
