package io.kairosgateway.settings;

import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.ConfigProvider;

/** All that keeps the gateway from starting: the values in the tree, and how things were set, which those do not show any more. Pure. */
public final class StartFindings {

    /** The profiles of those who try things out, with keys that everybody knows. */
    private static final Set<String> TRYING = Set.of("dev", "test", "sandbox");

    private StartFindings() {}

    /** Of this process, its secrets' files included: waits for the file system. */
    public static List<String> ofThisProcess() {
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        GatewaySettings settings = config.getConfigMapping(GatewaySettings.class);
        return of(
                SettingsCheck.findings(settings, new SecretFiles(settings).readNow(), trying(config)),
                settings,
                System.getenv(),
                name -> config.getOptionalValue(name, String.class),
                StartFindings::readable);
    }

    static boolean trying(SmallRyeConfig config) {
        return !Collections.disjoint(config.getProfiles(), TRYING);
    }

    private static boolean readable(String file) {
        try {
            return Files.isReadable(Path.of(file))
                    || Thread.currentThread().getContextClassLoader().getResource(file) != null;
        } catch (InvalidPathException noFile) {
            return false;
        }
    }

    /**
     * One sentence for each setting: what is wrong with its text, before what is wrong with its value.
     *
     * @param values what is wrong with the values in the tree
     * @param environment the variables of the process
     * @param text of a setting by its name, whatever set it
     * @param readable whether there is such a file
     */
    static List<String> of(
            List<String> values,
            GatewaySettings settings,
            Map<String, String> environment,
            Function<String, Optional<String>> text,
            Predicate<String> readable) {
        Findings findings = new Findings();
        VariablesCheck.check(environment, settings, findings);
        texts(settings.tenants().keySet(), text, findings);
        values.forEach(sentence -> findings.require(false, sentence));
        PortsCheck.check(text, readable, findings);
        Map<String, String> bySetting = new LinkedHashMap<>();
        findings.sentences().forEach(sentence -> bySetting.putIfAbsent(sentence.split("[ :]", 2)[0], sentence));
        return List.copyOf(bySetting.values());
    }

    private static void texts(Collection<String> tenants, Function<String, Optional<String>> text, Findings findings) {
        SettingsTree.names(tenants)
                .forEach(name -> text.apply(name)
                        .flatMap(value -> SettingText.flaw(name, value))
                        .ifPresent(sentence -> findings.require(false, sentence)));
    }
}
