package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster sets OpenTelemetry's variables for every pod: what this one does not know is warned of, and ends nothing. */
class TracingAsUnderstoodTest {

    private static TracingAsUnderstood with(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(Map.of("tracing.endpoint", "http://collector:4318"));
        changes.forEach((name, value) -> settings.put("tracing." + name, value));
        return TracingAsUnderstood.of(TestSettings.with(settings).tracing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol | grpc | OTEL_EXPORTER_OTLP_PROTOCOL is not understood: http/protobuf is spoken",
                "headers | a-key-alone | OTEL_EXPORTER_OTLP_HEADERS is not understood: none is sent",
                "headers | key=a%b! | OTEL_EXPORTER_OTLP_HEADERS is not understood",
                "headers | key=a%0Ab | OTEL_EXPORTER_OTLP_HEADERS is not understood",
                "exporter | zipkin | OTEL_TRACES_EXPORTER is not understood: otlp applies",
                "resource-attributes | =x | OTEL_RESOURCE_ATTRIBUTES is not understood: none is added",
                "sampler | xray | OTEL_TRACES_SAMPLER is not understood: parentbased_always_on applies",
                "sampler-arg | 1.1 | OTEL_TRACES_SAMPLER_ARG is not understood: 1 applies",
                "sampler-arg | some | OTEL_TRACES_SAMPLER_ARG is not understood: 1 applies",
                "disabled | ture | OTEL_SDK_DISABLED is not understood: it counts as false",
                "traces-endpoint | collector/v1/traces | OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is not understood"
            })
    void whatIsNotUnderstoodIsWarnedOfAndCountsAsNotSet(String name, String value, String warning) {
        // When
        TracingAsUnderstood understood = with(Map.of(name, value));

        // Then
        assertThat(understood.warnings()).singleElement().asString().startsWith(warning);
        assertThat(understood.endpoint().orElseThrow()).hasToString("http://collector:4318/v1/traces");
        assertThat(understood.headers()).isEmpty();
        assertThat(understood.resourceAttributes()).isEmpty();
        assertThat(understood.sampler()).isEqualTo("parentbased_always_on");
        assertThat(understood.ratio()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "ftp://collector", "collector 4318", "http://"})
    void nothingIsTracedToWhatIsNoAddress(String endpoint) {
        // When
        TracingAsUnderstood understood = with(Map.of("endpoint", endpoint));

        // Then
        assertThat(understood.on()).isFalse();
        assertThat(understood.warnings()).singleElement().asString().startsWith("OTEL_EXPORTER_OTLP_ENDPOINT is not");
    }

    @ParameterizedTest
    @CsvSource({"disabled, TRUE", "exporter, none"})
    void nothingIsTracedWhereNothingIsWanted(String name, String value) {
        // When
        TracingAsUnderstood understood = with(Map.of(name, value, "sampler", "xray"));

        // Then
        assertThat(understood.on()).isFalse();
        assertThat(understood.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parentbased_always_on",
                "parentbased_always_off",
                "parentbased_traceidratio",
                "always_on",
                "always_off",
                "traceidratio"
            })
    void whatIsUnderstoodApplies(String sampler) {
        // When
        TracingAsUnderstood understood = with(Map.of(
                "sampler", sampler,
                "sampler-arg", "0.25",
                "exporter", "otlp,console",
                "headers", "authorization=Basic%20YTpi,x-scope=one=two",
                "traces-endpoint", "https://collector:4318/traces"));

        // Then
        assertThat(understood.warnings()).isEmpty();
        assertThat(understood.sampler()).isEqualTo(sampler);
        assertThat(understood.ratio()).isEqualTo(0.25);
        assertThat(understood.headers()).contains("authorization=Basic%20YTpi,x-scope=one=two");
        assertThat(understood.endpoint().orElseThrow()).hasToString("https://collector:4318/traces");
    }

    @Test
    void withoutAnAddressTheRestIsOfNoInterest() {
        assertThat(TracingAsUnderstood.of(TestSettings.with(Map.of("tracing.sampler", "xray"))
                                .tracing())
                        .warnings())
                .isEmpty();
    }
}
