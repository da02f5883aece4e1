package io.kairosgateway.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds variables that are meant for the gateway and set nothing, because no setting has such a name. */
final class VariablesCheck {

    private static final Pattern OURS = Pattern.compile("(GATEWAY|KAIROS)_.+");
    private static final String TENANTS = "GATEWAY_TENANTS_";

    /** Of the sandbox, and of the samples that call the gateway. */
    private static final Set<String> BESIDE = Set.of(
            "GATEWAY_SANDBOX_ENABLED", "GATEWAY_SANDBOX_PORT", "GATEWAY_SANDBOX_DELAY", "GATEWAY_URL", "GATEWAY_KEY");

    /** What Kubernetes, and Docker's old links, tell of a service such as {@code kairos-gateway} or {@code gateway}. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?|ENV_.+)");

    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("[A-Z0-9_]+_PORT=(tcp|udp|sctp)://.*");
    private static final Pattern NAME_OF_A_LINK = Pattern.compile("[A-Z0-9_]+_NAME=/.*/.*");

    /** The short ones first: they are what is meant where both are as like. */
    private final Set<String> known = new LinkedHashSet<>();

    private final Set<String> shortNames = new TreeSet<>(SettingsTree.VARIABLES.values());
    private final Pattern foreign;

    private VariablesCheck(Collection<String> tenants, Set<String> foreign) {
        known.addAll(shortNames);
        known.addAll(BESIDE);
        SettingsTree.names(tenants).forEach(name -> known.add(SettingsTree.variable(name)));
        this.foreign = Pattern.compile(foreign.stream()
                .map(name -> Pattern.quote(name.strip()).replace("*", "\\E.*\\Q"))
                .collect(Collectors.joining("|")));
    }

    static void check(Map<String, String> environment, GatewaySettings settings, Findings findings) {
        VariablesCheck check = new VariablesCheck(
                settings.tenants().keySet(), settings.variables().foreign().orElse(Set.of()));
        new TreeMap<>(environment)
                .forEach((name, value) -> check.flaw(name, value, environment.keySet())
                        .ifPresent(sentence -> findings.require(false, sentence)));
    }

    private Optional<String> flaw(String given, String value, Set<String> set) {
        // As the configuration reads it: dots, dashes and small letters are the same.
        String name = given.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        String unnumbered = name.replaceFirst("_[0-9]+_$", "");
        if (known.contains(name)
                || known.contains(unnumbered)
                || foreign.matcher(given).matches()) {
            return Optional.empty();
        }
        if (!OURS.matcher(name).matches()) {
            return slip(name, set).map(meant -> sentence(given, Optional.of(meant)));
        }
        if (OF_A_SERVICE.matcher(name).matches()
                || ADDRESS_OF_A_SERVICE.matcher(name + "=" + value).matches()
                || NAME_OF_A_LINK.matcher(name + "=" + value).matches()) {
            return Optional.empty();
        }
        return Optional.of(ofATenant(name).orElseGet(() -> sentence(given, Likeness.nearest(name, known))));
    }

    /** Other names are anybody's, unless a single slip makes one of the short ones of them that nothing sets. */
    private Optional<String> slip(String name, Set<String> set) {
        return shortNames.stream()
                .filter(each -> Likeness.distance(name, each) == 1 && !set.contains(each))
                .findFirst();
    }

    private static String sentence(String given, Optional<String> meant) {
        return given + " is no setting of the gateway"
                + meant.map(name -> ": did you mean " + name + "?").orElse(".")
                + " (GATEWAY_VARIABLES_FOREIGN takes the names of variables that are not meant for it.)";
    }

    /** A variable cannot say where the name of a tenant ends and what stands between its words. */
    private static Optional<String> ofATenant(String name) {
        if (!name.startsWith(TENANTS)) {
            return Optional.empty();
        }
        return SettingsTree.tenantLeaves().stream()
                .filter(leaf -> name.endsWith("_" + SettingsTree.variable(leaf)))
                .filter(leaf -> name.length() > TENANTS.length() + leaf.length() + 1)
                .max(Comparator.comparingInt(String::length))
                .map(leaf -> {
                    String tenant = name.substring(TENANTS.length(), name.length() - leaf.length() - 1)
                            .replaceAll("^_|_$", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("_+", "-");
                    return name + " names no tenant, for a variable cannot have the dash of a name such as " + tenant
                            + ": set gateway.tenants." + tenant + "." + leaf
                            + " in a file that QUARKUS_CONFIG_LOCATIONS names.";
                });
    }
}
