package io.kairosgateway.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * OpenTelemetry's variables as they apply. A cluster may set them for every pod and for other SDKs than this one, so what cannot be read counts as
 * not set and is warned of, as OpenTelemetry's specification has it; nothing of it ends the start.
 *
 * @param endpoint where spans go; empty while nothing is traced
 * @param headers {@code name=value,name=value}
 * @param ratio the share of traces for samplers by ratio
 * @param warnings a sentence for each variable that is not understood
 */
public record TracingAsUnderstood(
        Optional<URI> endpoint,
        Optional<String> headers,
        Optional<String> resourceAttributes,
        String sampler,
        double ratio,
        List<String> warnings) {

    /** The values percent-encoded where they have to be, and nothing in them that no header may hold. */
    private static final String PAIR = "\\s*[^=,\\s%]+\\s*=([^,%\\p{Cntrl}]|%[2-7][0-9A-Fa-f])*";

    private static final Predicate<String> PAIRS =
            Pattern.compile(PAIR + "(," + PAIR + ")*").asMatchPredicate();
    private static final Predicate<String> SAMPLERS = Pattern.compile(
                    "(parentbased_)?(always_on|always_off|traceidratio)")
            .asMatchPredicate();
    private static final Predicate<String> RATIO =
            Pattern.compile("0(\\.[0-9]*)?|1(\\.0*)?").asMatchPredicate();
    private static final String USUAL_SAMPLER = "parentbased_always_on";

    public boolean on() {
        return endpoint.isPresent();
    }

    public static TracingAsUnderstood of(GatewaySettings.Tracing settings) {
        return new Reading().read(settings);
    }

    @Override
    public String toString() {
        return "TracingAsUnderstood[endpoint=" + endpoint + "]";
    }

    private static final class Reading {

        private final List<String> warnings = new ArrayList<>();

        TracingAsUnderstood read(GatewaySettings.Tracing settings) {
            boolean wanted = !disabled(settings.disabled()) && !noExporter(settings.exporter());
            Optional<URI> endpoint = wanted ? endpoint(settings) : Optional.empty();
            if (endpoint.isEmpty()) {
                // Where nothing is traced, the rest is of no interest.
                return new TracingAsUnderstood(
                        endpoint, Optional.empty(), Optional.empty(), USUAL_SAMPLER, 1, List.copyOf(warnings));
            }
            understood(
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    Optional.of(settings.protocol()),
                    "http/protobuf"::equals,
                    "http/protobuf is spoken");
            Optional<String> headers = understood(
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    settings.headers(),
                    PAIRS,
                    "none is sent; it must be name=value,name=value");
            Optional<String> attributes = understood(
                    "OTEL_RESOURCE_ATTRIBUTES",
                    settings.resourceAttributes(),
                    PAIRS,
                    "none is added; it must be name=value,name=value");
            String sampler = understood(
                            "OTEL_TRACES_SAMPLER",
                            Optional.of(settings.sampler()),
                            SAMPLERS,
                            USUAL_SAMPLER + " applies")
                    .orElse(USUAL_SAMPLER);
            double ratio = understood(
                            "OTEL_TRACES_SAMPLER_ARG",
                            settings.samplerArg(),
                            RATIO,
                            "1 applies; it must be from 0 to 1")
                    .map(Double::valueOf)
                    .orElse(1.0);
            return new TracingAsUnderstood(endpoint, headers, attributes, sampler, ratio, List.copyOf(warnings));
        }

        private Optional<String> understood(
                String variable, Optional<String> value, Predicate<String> readable, String otherwise) {
            Optional<String> read = value.map(String::strip).filter(readable);
            if (value.isPresent() && read.isEmpty()) {
                warnings.add(variable + " is not understood: " + otherwise + ".");
            }
            return read;
        }

        private boolean disabled(String value) {
            return understood(
                            "OTEL_SDK_DISABLED",
                            Optional.of(value.toLowerCase(Locale.ROOT)),
                            List.of("true", "false")::contains,
                            "it counts as false")
                    .filter("true"::equals)
                    .isPresent();
        }

        /** One of several may be for another SDK. */
        private boolean noExporter(String value) {
            List<String> names =
                    Arrays.stream(value.split(",")).map(String::strip).toList();
            if (!names.contains("otlp") && !names.equals(List.of("none"))) {
                warnings.add("OTEL_TRACES_EXPORTER is not understood: otlp applies; the other that there is is none.");
            }
            return names.equals(List.of("none"));
        }

        private Optional<URI> endpoint(GatewaySettings.Tracing settings) {
            return address("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", settings.tracesEndpoint())
                    .or(() -> address("OTEL_EXPORTER_OTLP_ENDPOINT", settings.endpoint())
                            .map(base -> URI.create(base + (base.toString().endsWith("/") ? "" : "/") + "v1/traces")));
        }

        private Optional<URI> address(String variable, Optional<String> value) {
            return understood(
                            variable,
                            value,
                            text -> parsed(text)
                                    .filter(uri -> uri.getHost() != null
                                            && List.of("http", "https").contains(uri.getScheme()))
                                    .isPresent(),
                            "it is passed over; it must be an http or https address")
                    .flatMap(Reading::parsed);
        }

        private static Optional<URI> parsed(String text) {
            try {
                return Optional.of(new URI(text));
            } catch (URISyntaxException none) {
                return Optional.empty();
            }
        }
    }
}
