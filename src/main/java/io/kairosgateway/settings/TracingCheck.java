package io.kairosgateway.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with the settings of tracing, while it is on: where it is off, nobody cares what they say. */
final class TracingCheck {

    /** The values percent-encoded where they have to be, and nothing in them that no header may hold. */
    private static final String PAIR = "\\s*[^=,\\s%]+\\s*=([^,%\\p{Cntrl}]|%[2-7][0-9A-Fa-f])*";

    private static final Pattern PAIRS = Pattern.compile(PAIR + "(," + PAIR + ")*");

    private TracingCheck() {}

    static void check(GatewaySettings.Tracing tracing, Findings findings) {
        if (tracing.disabled()
                || tracing.exporter().equals("none")
                || (tracing.endpoint().isEmpty() && tracing.tracesEndpoint().isEmpty())) {
            return;
        }
        findings.require(
                webAddress(tracing.endpoint()), "OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address.");
        findings.require(
                webAddress(tracing.tracesEndpoint()),
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http or https address.");
        findings.require(
                tracing.exporter().equals("otlp"), "OTEL_TRACES_EXPORTER must be otlp or none: there is no other.");
        findings.require(
                tracing.protocol().equals("http/protobuf"),
                "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf: no other is spoken.");
        findings.require(pairs(tracing.headers()), "OTEL_EXPORTER_OTLP_HEADERS must be name=value,name=value.");
        findings.require(
                pairs(tracing.resourceAttributes()), "OTEL_RESOURCE_ATTRIBUTES must be name=value,name=value.");
        findings.require(
                tracing.sampler().matches("(parentbased_)?(always_on|always_off|traceidratio)"),
                "OTEL_TRACES_SAMPLER must be always_on, always_off or traceidratio, alone or after parentbased_.");
        findings.require(
                tracing.samplerArg().orElse("1").matches("0(\\.[0-9]*)?|1(\\.0*)?"),
                "OTEL_TRACES_SAMPLER_ARG must be from 0 to 1.");
        findings.require(tracing.maxQueue() > 0, "gateway.tracing.max-queue must be 1 or more.");
        findings.positive("gateway.tracing.export-delay", tracing.exportDelay());
        findings.positive("gateway.tracing.export-timeout", tracing.exportTimeout());
    }

    private static boolean webAddress(Optional<URI> address) {
        return address.filter(uri ->
                        uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme()))
                .isEmpty();
    }

    private static boolean pairs(Optional<String> text) {
        return text.filter(pairs -> !PAIRS.matcher(pairs).matches()).isEmpty();
    }
}
