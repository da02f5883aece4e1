package io.kairosgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} would bring into a cluster. */
class ManifestsTest {

    private static PodSpec pod(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    private static Container gateway(Manifests manifests) {
        return pod(manifests.the(Deployment.class)).getContainers().get(0);
    }

    private static String standard(Class<?> group, String key) throws NoSuchMethodException {
        return group.getMethod(key).getAnnotation(WithDefault.class).value();
    }

    private static Duration duration(String text) {
        return DurationConverter.parseDuration(text);
    }

    @Test
    void aFieldThatTheApiDoesNotKnowIsFound() {
        // Given
        String misspelt = """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: kairos-gateway
                spec:
                  template:
                    spec:
                      containers:
                        - name: gateway
                          livenesProbe: {}
                """;

        // Then
        assertThatThrownBy(() -> Manifests.read(misspelt)).hasMessageContaining("livenesProbe");
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.DEV, Manifests.PRODUCTION})
    void everyPodMeetsTheRestrictedStandardThatItsNamespaceEnforces(String overlay) {
        // Given
        Manifests manifests = Manifests.rendered(overlay);

        // Then
        List<Namespace> namespaces = manifests.all(Namespace.class);
        assertThat(namespaces).hasSize(1);
        assertThat(namespaces.get(0).getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        for (Deployment deployment : manifests.all(Deployment.class)) {
            assertThat(deployment.getMetadata().getNamespace())
                    .isEqualTo(namespaces.get(0).getMetadata().getName());
            PodSpec pod = pod(deployment);
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).isNotEmpty().allSatisfy(ManifestsTest::isRestricted);
        }
    }

    private static void isRestricted(Container container) {
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getCapabilities().getAdd()).isEmpty();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits())
                .containsKeys("cpu")
                .containsEntry("memory", container.getResources().getRequests().get("memory"));
        assertThat(container.getImage()).contains(":").doesNotEndWith(":latest");
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.DEV, Manifests.PRODUCTION})
    void theThreeProbesAskTheManagementPort(String overlay) {
        // Given
        Container gateway = gateway(Manifests.rendered(overlay));

        // Then
        assertThat(gateway.getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactlyInAnyOrder(tuple("http", 8080), tuple("management", 9000));
        Map.of(
                        "started", gateway.getStartupProbe(),
                        "live", gateway.getLivenessProbe(),
                        "ready", gateway.getReadinessProbe())
                .forEach((name, probe) -> asks(probe, "/q/health/" + name));
    }

    private static void asks(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.DEV, Manifests.PRODUCTION})
    void thePodMayTakeLongerToEndThanTheDrainAndThePauseBeforeIt(String overlay) {
        // Given
        Manifests manifests = Manifests.rendered(overlay);
        PodSpec pod = pod(manifests.the(Deployment.class));
        Duration pause = Duration.ofSeconds(
                gateway(manifests).getLifecycle().getPreStop().getSleep().getSeconds());
        Duration drain = duration(manifests.the(ConfigMap.class).getData().get("GATEWAY_SHUTDOWN_TIMEOUT"));

        // Then
        assertThat(pause).isPositive();
        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
                .isGreaterThan(pause.plus(drain).plusSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.DEV, Manifests.PRODUCTION})
    void everySelectorFindsThePodsItIsFor(String overlay) {
        // Given
        Manifests manifests = Manifests.rendered(overlay);
        Deployment deployment = manifests.the(Deployment.class);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();

        // Then
        assertThat(labels).isNotEmpty();
        for (Map<String, String> selector : List.of(
                deployment.getSpec().getSelector().getMatchLabels(),
                manifests.the(Service.class).getSpec().getSelector(),
                manifests.the(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels(),
                manifests.the(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())) {
            assertThat(selector).isNotEmpty();
            assertThat(labels).containsAllEntriesOf(selector);
        }
        for (Service service : manifests.all(Service.class)) {
            Deployment behind =
                    manifests.the(Deployment.class, service.getMetadata().getName());
            assertThat(behind.getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(pod(behind).getContainers().get(0).getPorts())
                    .extracting(ContainerPort::getName)
                    .contains(
                            service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
        }
        assertThat(manifests
                        .the(HorizontalPodAutoscaler.class)
                        .getSpec()
                        .getScaleTargetRef()
                        .getName())
                .isEqualTo(deployment.getMetadata().getName());
        assertThat(deployment.getSpec().getReplicas())
                .as("the autoscaler's alone to set")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.DEV, Manifests.PRODUCTION})
    void theNetworkLetsMonitoringToTheManagementPortAndTheGatewayToWhatItNeeds(String overlay) {
        // Given
        NetworkPolicy policy = Manifests.rendered(overlay).the(NetworkPolicy.class);

        // Then
        assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).allSatisfy(rule -> {
            assertThat(rule.getPorts()).hasSize(1);
            String port = rule.getPorts().get(0).getPort().getStrVal();
            if (!port.equals("http")) {
                assertThat(port).isEqualTo("management");
                assertThat(rule.getFrom()).hasSize(1);
                assertThat(rule.getFrom().get(0).getNamespaceSelector().getMatchLabels())
                        .containsExactly(Map.entry("kubernetes.io/metadata.name", "monitoring"));
            }
        });
        assertThat(policy.getSpec().getEgress())
                .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty())
                .flatExtracting(rule -> rule.getPorts().stream()
                        .map(port -> port.getPort().getIntVal())
                        .toList())
                .containsOnly(53, 6379, 443);
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(rule -> rule.getTo().stream()
                        .filter(peer -> peer.getPodSelector() != null)
                        .map(peer -> peer.getPodSelector().getMatchLabels())
                        .toList())
                .containsExactly(Map.of("k8s-app", "kube-dns"));
    }

    @Test
    void productionHoldsNoSecretAndNamesWhatTheOperatorsPageCreates() throws IOException {
        // Given
        Manifests manifests = Manifests.rendered(Manifests.PRODUCTION);
        PodSpec pod = pod(manifests.the(Deployment.class));
        String page = Files.readString(Path.of("src/docs/operations.md"));
        Map<String, EnvVar> environment =
                gateway(manifests).getEnv().stream().collect(Collectors.toMap(EnvVar::getName, Function.identity()));

        // Then
        assertThat(manifests.all(Secret.class)).isEmpty();
        assertThat(environment)
                .containsOnlyKeys(
                        "KAIROS_APP_ID_FILE",
                        "KAIROS_APP_KEY_FILE",
                        "GATEWAY_API_KEYS_FILE",
                        "GATEWAY_TOKEN_SECRET_FILE",
                        "GATEWAY_ENCRYPTION_KEYS_FILE",
                        "REDIS_URL");
        assertThat(environment.get("REDIS_URL").getValue()).isNull();
        assertThat(environment.get("REDIS_URL").getValueFrom().getSecretKeyRef().getName())
                .isEqualTo("kairos-gateway");
        assertThat(page).contains("create secret generic kairos-gateway ", "--from-literal=redis-url=");
        for (Volume volume : pod.getVolumes()) {
            if (volume.getSecret() == null) {
                assertThat(page)
                        .contains("create configmap " + volume.getConfigMap().getName() + " ");
            } else {
                assertThat(volume.getSecret().getSecretName()).isEqualTo("kairos-gateway");
                assertThat(volume.getSecret().getItems())
                        .hasSize(5)
                        .allSatisfy(item -> assertThat(page).contains("--from-literal=" + item.getKey() + "="));
            }
        }
    }

    @Test
    void productionRunsThreeReplicasOverZonesAndNodes() {
        // Given
        Manifests manifests = Manifests.rendered(Manifests.PRODUCTION);

        // Then
        assertThat(manifests.the(HorizontalPodAutoscaler.class).getSpec().getMinReplicas())
                .isEqualTo(3);
        assertThat(pod(manifests.the(Deployment.class)).getTopologySpreadConstraints())
                .extracting("topologyKey")
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    }

    @Test
    void theIngressNeitherBuffersNorCutsOffWhatTakesItsTime() throws NoSuchMethodException {
        // Given
        Manifests manifests = Manifests.rendered(Manifests.PRODUCTION);
        Ingress events = manifests.the(Ingress.class, "kairos-gateway-events");
        Ingress rest = manifests.the(Ingress.class);

        // Then
        for (Ingress ingress : manifests.all(Ingress.class)) {
            assertThat(annotation(ingress, "proxy-buffering")).isEqualTo("off");
            assertThat(ingress.getSpec()
                            .getRules()
                            .get(0)
                            .getHttp()
                            .getPaths()
                            .get(0)
                            .getBackend()
                            .getService()
                            .getName())
                    .isEqualTo(manifests.the(Service.class).getMetadata().getName());
        }
        assertThat(annotation(rest, "proxy-request-buffering")).isEqualTo("off");
        String path =
                events.getSpec().getRules().get(0).getHttp().getPaths().get(0).getPath();
        assertThat("/v1/verifications/fca044bd-0000-4000-8000-000000000000/events")
                .matches("^" + path);
        assertThat("/v1/verifications/fca044bd-0000-4000-8000-000000000000").doesNotMatch("^" + path);
        assertThat(Duration.ofSeconds(Long.parseLong(annotation(events, "proxy-read-timeout"))))
                .isGreaterThan(duration(standard(GatewaySettings.Watch.class, "streamLifetime")));
        assertThat(Duration.ofSeconds(Long.parseLong(annotation(rest, "proxy-read-timeout"))))
                .isGreaterThan(duration(standard(GatewaySettings.Kairos.class, "answerTimeout"))
                        .plus(duration(standard(GatewaySettings.Watch.class, "maxWait"))));
    }

    private static String annotation(HasMetadata resource, String name) {
        return resource.getMetadata().getAnnotations().get("nginx.ingress.kubernetes.io/" + name);
    }
}
