package io.kairosgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard look at metrics that the packaged gateway has. */
class MonitoringIT {

    /** A name with an underscore that is no function, and the labels that are asked of it. */
    private static final Pattern SELECTOR = Pattern.compile("\\b([a-z]+(?:_[a-z]+)+)\\b(?!\\s*\\()(?:\\{([^}]*)})?");

    private static final Pattern EQUAL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private static final Pattern ONE_OF = Pattern.compile("(\\w+)=~\"(\\w+)\\(([^)]*)\\)\"");

    private static final Manifests MONITORING = Manifests.rendered(Manifests.MONITORING);

    private static Set<String> series;

    @BeforeAll
    static void someTraffic() {
        try (Stand stand = Stand.start()) {
            stand.upload(stand.caller(), "document", "approve")
                    .header("Prefer", "wait=30")
                    .post("/v1/verifications/document")
                    .then()
                    .statusCode(201);
            // A request is counted a moment after its answer has gone out.
            series = await().until(
                            () -> scraped(stand.gateway()),
                            there -> there.stream()
                                    .anyMatch(one -> one.startsWith("http_server_requests_seconds_count")));
        }
    }

    private static Set<String> scraped(GatewayProcess gateway) {
        return GatewayProcess.get(gateway.managementUri("/q/metrics"))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }

    @AfterAll
    static void forget() {
        series = null;
    }

    private static List<Rule> rules() {
        return MONITORING.the(PrometheusRule.class).getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper()
                .readTree(MONITORING
                        .the(ConfigMap.class, "kairos-gateway-dashboard")
                        .getData()
                        .get("dashboard.json"));
    }

    @Test
    void everyAlertLooksAtMetricsThatAreThere() {
        assertThat(rules())
                .hasSizeGreaterThan(8)
                .allSatisfy(rule -> areThere(rule.getExpr().getStrVal()));
    }

    @Test
    void everyPanelLooksAtMetricsThatAreThere() throws IOException {
        // Given
        List<String> expressions = dashboard().findValuesAsText("expr");

        // Then
        assertThat(expressions).hasSizeGreaterThan(15).allSatisfy(MonitoringIT::areThere);
    }

    private static void areThere(String expression) {
        List<String> wanted = SELECTOR.matcher(expression)
                .results()
                .flatMap(found -> wanted(found.group(1), found.group(2) == null ? "" : found.group(2)))
                .toList();
        assertThat(wanted)
                .as(expression)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(series)
                        .as(one)
                        .anyMatch(there -> there.equals(one) || there.startsWith(one + "{") || matches(there, one)));
    }

    /** A selector for each value of a label that is asked for. */
    private static Stream<String> wanted(String name, String labels) {
        if (labels.isEmpty()) {
            return Stream.of(name);
        }
        Matcher alternatives = ONE_OF.matcher(labels);
        if (alternatives.matches()) {
            return Stream.of(alternatives.group(3).split("\\|"))
                    .map(value -> name + "{" + alternatives.group(1) + "=\"" + alternatives.group(2) + value + "\"}");
        }
        assertThat(labels).matches(EQUAL);
        return Stream.of(name + "{" + labels + "}");
    }

    private static boolean matches(String there, String selector) {
        int brace = selector.indexOf('{');
        return brace > 0
                && there.startsWith(selector.substring(0, brace + 1))
                && there.contains(selector.substring(brace + 1, selector.length() - 1));
    }

    @Test
    void everyAlertIsExplainedToTheOperator() throws IOException {
        // Given
        String page = Files.readString(Path.of("src/docs/operations.md"));
        Set<String> explained = Pattern.compile("\\| `(KairosGateway\\w+)` \\|")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        // Then
        assertThat(rules()).extracting(Rule::getAlert).containsExactlyInAnyOrderElementsOf(explained);
        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.getAnnotations()).containsKey("summary");
            assertThat(rule.getLabels().get("severity")).isIn("critical", "warning");
        });
    }

    @Test
    void prometheusFindsThePodsOfProduction() {
        // Given
        Deployment gateway = Manifests.rendered(Manifests.PRODUCTION).the(Deployment.class);
        PodMonitor monitor = MONITORING.the(PodMonitor.class);

        // Then
        assertThat(monitor.getMetadata().getNamespace())
                .isEqualTo(gateway.getMetadata().getNamespace());
        assertThat(gateway.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
        for (PodMetricsEndpoint endpoint : monitor.getSpec().getPodMetricsEndpoints()) {
            assertThat(gateway.getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .get(0)
                            .getPorts())
                    .extracting(ContainerPort::getName)
                    .contains(endpoint.getPort());
            assertThat(endpoint.getPath()).isEqualTo("/q/metrics");
        }
    }

    @Test
    void thePanelsOfTheDashboardAreOneBesideTheOther() throws IOException {
        // Given
        JsonNode panels = dashboard().get("panels");

        // Then
        Set<String> places = panels.findValues("gridPos").stream()
                .map(place -> place.get("x") + "," + place.get("y"))
                .collect(Collectors.toSet());
        assertThat(places).hasSize(panels.size());
        assertThat(panels.findValues("gridPos"))
                .allSatisfy(place -> assertThat(
                                place.get("x").asInt() + place.get("w").asInt())
                        .isLessThanOrEqualTo(24));
    }
}
