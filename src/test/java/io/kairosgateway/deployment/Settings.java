package io.kairosgateway.deployment;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What a cluster would give the gateway's container: its environment, and files, which here lie below another directory. */
final class Settings {

    private Settings() {}

    /** Secrets are asked for by their key. */
    static Map<String, String> of(Manifests manifests, UnaryOperator<String> secret, Path root) throws IOException {
        PodSpec pod = manifests.the(Deployment.class).getSpec().getTemplate().getSpec();
        for (VolumeMount mount : pod.getContainers().get(0).getVolumeMounts()) {
            Path directory = Files.createDirectories(below(root, mount.getMountPath()));
            Volume volume = pod.getVolumes().stream()
                    .filter(one -> one.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            if (volume.getSecret() != null) {
                for (KeyToPath item : volume.getSecret().getItems()) {
                    Files.writeString(directory.resolve(item.getPath()), secret.apply(item.getKey()));
                }
            }
        }
        Map<String, String> environment =
                new TreeMap<>(manifests.the(ConfigMap.class).getData());
        for (EnvVar variable : pod.getContainers().get(0).getEnv()) {
            environment.put(
                    variable.getName(),
                    variable.getValueFrom() == null
                            ? variable.getValue()
                            : secret.apply(
                                    variable.getValueFrom().getSecretKeyRef().getKey()));
        }
        environment.replaceAll(
                (name, value) -> value.startsWith("/etc/") ? below(root, value).toString() : value);
        return environment;
    }

    private static Path below(Path root, String path) {
        return root.resolve(path.substring(1));
    }

    /** Where the manifests hold the Secret themselves. */
    static String decoded(Manifests manifests, String key) {
        String base64 = manifests.the(Secret.class).getData().get(key);
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
