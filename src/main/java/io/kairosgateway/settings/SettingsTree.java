package io.kairosgateway.settings;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every name in the tree of settings, and what its value has to be; {@code *} stands for a tenant. Read off {@link GatewaySettings} when
 * this class is initialised, which in a native image is while it is built: nothing is reflected on when the gateway runs.
 */
public final class SettingsTree {

    private static final String ROOT = "gateway";
    private static final String TENANTS = ROOT + ".tenants.";

    /** The names that people deploy with, and the places in the tree that they fill: as {@code application.properties} has it. */
    static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("gateway.kairos.url", "KAIROS_URL"),
            Map.entry("gateway.tenants.default.kairos.app-id", "KAIROS_APP_ID"),
            Map.entry("gateway.tenants.default.kairos.app-key", "KAIROS_APP_KEY"),
            Map.entry("gateway.tenants.default.api-keys", "GATEWAY_API_KEYS"),
            Map.entry("gateway.tenants.default.kairos.app-id-file", "KAIROS_APP_ID_FILE"),
            Map.entry("gateway.tenants.default.kairos.app-key-file", "KAIROS_APP_KEY_FILE"),
            Map.entry("gateway.tenants.default.api-keys-file", "GATEWAY_API_KEYS_FILE"),
            Map.entry("gateway.ledger.redis-url", "REDIS_URL"),
            Map.entry("gateway.ledger.encryption-keys", "GATEWAY_ENCRYPTION_KEYS"),
            Map.entry("gateway.ledger.encryption-keys-file", "GATEWAY_ENCRYPTION_KEYS_FILE"),
            Map.entry("gateway.tokens.secrets", "GATEWAY_TOKEN_SECRET"),
            Map.entry("gateway.tokens.secrets-file", "GATEWAY_TOKEN_SECRET_FILE"));

    private static final Map<String, Value> LEAVES = leaves();

    /** What a value is written as. */
    enum Form {
        DURATION,
        SIZE,
        NUMBER,
        FLAG,
        WORD,
        ADDRESS,
        TEXT
    }

    /** @param words the values that there are, when it is one of several words */
    record Value(Form form, List<String> words) {}

    private SettingsTree() {}

    /** All names, those of tenants for each of them. */
    public static List<String> names(Collection<String> tenants) {
        return LEAVES.keySet().stream()
                .flatMap(name -> name.startsWith(TENANTS)
                        ? tenants.stream().map(tenant -> name.replace("*", quoted(tenant)))
                        : Stream.of(name))
                .toList();
    }

    /** As a name has to have it when the tenant's own has a dot. */
    private static String quoted(String tenant) {
        return tenant.matches("[A-Za-z0-9_-]+") ? tenant : '"' + tenant + '"';
    }

    static List<String> tenantLeaves() {
        return LEAVES.keySet().stream()
                .filter(name -> name.startsWith(TENANTS))
                .map(name -> name.substring(TENANTS.length() + "*.".length()))
                .toList();
    }

    /** What a name takes; null when it is none of the tree. */
    static Value value(String name) {
        return LEAVES.get(name.replaceFirst("^gateway\\.tenants\\.(\"[^\"]*\"|[^.]*)\\.", "gateway.tenants.*."));
    }

    /** The variable that sets a name of the tree by the rule for all of them. */
    static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Those of the names that are the same for all tenants. */
    static Map<String, String> namesByVariable() {
        return LEAVES.keySet().stream()
                .filter(name -> !name.startsWith(TENANTS))
                .collect(Collectors.toMap(SettingsTree::variable, Function.identity()));
    }

    /** How operators know it; what is not in the tree is set by a variable, mostly. */
    static String shown(String name) {
        return VARIABLES.getOrDefault(name, value(name) != null ? name : variable(name));
    }

    private static Map<String, Value> leaves() {
        Map<String, Value> leaves = new TreeMap<>();
        collect(ROOT, GatewaySettings.class, leaves);
        return Map.copyOf(leaves);
    }

    private static void collect(String prefix, Class<?> branch, Map<String, Value> leaves) {
        for (Method method : branch.getMethods()) {
            String name = prefix + "." + dashed(method.getName());
            Class<?> below = method.getReturnType();
            if (below == Map.class) {
                Type[] types = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments();
                collect(name + ".*", (Class<?>) types[1], leaves);
            } else if (below.isInterface() && below.getName().startsWith(GatewaySettings.class.getName() + '$')) {
                collect(name, below, leaves);
            } else {
                leaves.put(name, value(method.getGenericReturnType()));
            }
        }
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static Value value(Type type) {
        if (type instanceof ParameterizedType several) {
            return value(several.getActualTypeArguments()[0]);
        }
        if (type instanceof Class<?> words && words.isEnum()) {
            return new Value(
                    Form.WORD,
                    Arrays.stream(words.getEnumConstants())
                            .map(word -> word.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableList()));
        }
        return new Value(form(type), List.of());
    }

    private static Form form(Type type) {
        return switch (type.getTypeName().replaceFirst(".*\\.", "")) {
            case "Duration" -> Form.DURATION;
            case "MemorySize" -> Form.SIZE;
            case "int", "double", "OptionalInt" -> Form.NUMBER;
            case "boolean" -> Form.FLAG;
            case "URI" -> Form.ADDRESS;
            default -> Form.TEXT;
        };
    }
}
