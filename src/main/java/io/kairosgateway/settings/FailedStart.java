package io.kairosgateway.settings;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a start has failed, for the operator: a sentence for each thing to mend. Values are not repeated, because one may be a secret. */
public final class FailedStart {

    private static final Pattern UNREADABLE =
            Pattern.compile("(?s)SRCFG00039: The config property (\\S+) with the config value \"(.*)\" threw .*");
    private static final Pattern EMPTY = Pattern.compile("(?s)SRCFG00040: The config property (\\S+) .*");
    private static final Pattern MISSING = Pattern.compile("(?s)SRCFG00014: The config property (\\S+) .*");
    private static final Pattern UNKNOWN = Pattern.compile("(?s)SRCFG00050: (\\S+) in .*");
    private static final Pattern UNFILLED =
            Pattern.compile("(?s)SRCFG00011: Could not expand value (\\S+) in property (\\S+)");

    private FailedStart() {}

    /** Empty when it is nothing that an operator has done: then it is a fault, and its stack trace is what helps. */
    public static List<String> sentences(Throwable failure) {
        Set<String> sentences = new LinkedHashSet<>();
        for (Throwable cause : causes(failure)) {
            if (cause instanceof ConfigValidationException several) {
                for (int i = 0; i < several.getProblemCount(); i++) {
                    sentences.add(sentence(several.getProblem(i).getMessage()));
                }
            } else if (cause instanceof QuarkusBindException bind) {
                sentences.add(FreePorts.sentence("Port " + bind.getPort() + " at " + bind.getHost(), bind.getCause()));
            } else if (cause instanceof ConfigurationException told && told.getMessage() != null) {
                sentences.addAll(told.getMessage().lines().toList());
            } else if (cause instanceof FileSystemException file) {
                sentences.add("The settings name a file that cannot be read: " + file.getFile() + ".");
            } else if (String.valueOf(cause.getMessage()).startsWith("SRCFG")) {
                sentences.add(sentence(cause.getMessage()));
            }
            if (!sentences.isEmpty()) {
                break;
            }
        }
        return sentences.isEmpty() ? whatIsSet() : List.copyOf(sentences);
    }

    /** What a framework cannot do without, it makes before the settings are looked at; then they say better what is wrong. */
    private static List<String> whatIsSet() {
        try {
            return StartFindings.ofThisProcess();
        } catch (RuntimeException noneToLookAt) {
            return List.of();
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** @param told with the name of the exception before it, where the configuration has gathered several */
    private static String sentence(String told) {
        String problem = told.replaceFirst("^[a-zA-Z.]+: (?=SRCFG)", "");
        Matcher unreadable = UNREADABLE.matcher(problem);
        if (unreadable.matches()) {
            String name = unreadable.group(1);
            if (name.endsWith(".hosts") && name.startsWith("quarkus.redis.")) {
                return "REDIS_URL is not an address: in a password, what is no letter, digit, '-', '.', '_' or '~' must be percent-encoded.";
            }
            return SettingText.flaw(name, unreadable.group(2))
                    .orElse(SettingText.shown(name) + " holds a value that cannot be read" + kind(problem) + ".");
        }
        Matcher empty = EMPTY.matcher(problem);
        if (empty.matches()) {
            return SettingText.shown(empty.group(1)) + " is set, and is empty.";
        }
        Matcher missing = MISSING.matcher(problem);
        if (missing.matches()) {
            return SettingText.shown(missing.group(1)) + " is missing.";
        }
        Matcher unknown = UNKNOWN.matcher(problem);
        if (unknown.matches()) {
            return unknown.group(1) + " is no setting of the gateway" + SettingText.meant(unknown.group(1));
        }
        Matcher unfilled = UNFILLED.matcher(problem);
        return unfilled.matches()
                ? SettingText.shown(unfilled.group(2)) + " refers to ${" + unfilled.group(1) + "}, which is not set."
                : "A setting cannot be read: "
                        + problem.replaceFirst("^SRCFG[0-9]+: ", "").replaceAll("\"[^\"]*\"", "\"…\"") + ".";
    }

    private static String kind(String problem) {
        return Arrays.asList("integer", "long", "double", "float").stream().anyMatch(problem::contains)
                ? ": it must be a number"
                : "";
    }
}
