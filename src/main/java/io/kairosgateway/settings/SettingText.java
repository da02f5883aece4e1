package io.kairosgateway.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with a value as it is written, in a sentence that names the setting and repeats no text: it may be a secret. */
final class SettingText {

    private static final Pattern FRACTION = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,12}[KMGTkmgt]?");

    /** What is taken for true or false; any other word would count as false. */
    private static final Pattern FLAG = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|t|f|1|0");

    private static final Pattern QUOTED = Pattern.compile("(?s)\\s*(\".*\"|'.*')\\s*");
    private static final Pattern UNEXPANDED =
            Pattern.compile("(?s)\\s*(\\$\\(.*\\)|`.*`|\\$[A-Za-z_][A-Za-z0-9_]*|<[^<>]*>)\\s*");

    private SettingText() {}

    /** Empty when the value can be read; that it can work is another question. */
    static Optional<String> flaw(String name, String text) {
        SettingsTree.Value value = SettingsTree.value(name);
        if (value == null || text.isBlank()) {
            return Optional.empty();
        }
        String shown = SettingsTree.shown(name);
        if (QUOTED.matcher(text).matches()) {
            return Optional.of(shown + " is in quotation marks, which count as part of the value: leave them out.");
        }
        if (UNEXPANDED.matcher(text).matches()) {
            return Optional.of(shown + " holds a placeholder that nothing has filled in.");
        }
        String written = text.strip();
        return switch (value.form()) {
            case DURATION -> duration(shown, written);
            case SIZE ->
                given(
                        !SIZE.matcher(written).matches(),
                        shown + " must be a number of bytes, or one with K, M or G: 32M.");
            case NUMBER ->
                given(
                        !FRACTION.matcher(written).matches(),
                        shown + " must be a number, in digits alone"
                                + (written.contains(",") ? " and with a point." : "."));
            case FLAG -> given(!FLAG.matcher(written).matches(), shown + " must be true or false.");
            case WORD ->
                given(
                        !Arrays.stream(written.split(","))
                                .allMatch(word ->
                                        value.words().contains(word.strip().toLowerCase(Locale.ROOT))),
                        shown + " must be of: " + String.join(", ", value.words()) + ".");
            case ADDRESS -> given(!address(written), shown + " is not an address.");
            case TEXT -> Optional.empty();
        };
    }

    /** How operators know a name of the tree. */
    static String shown(String name) {
        return SettingsTree.shown(name);
    }

    /** What a name that is none may mean; empty when there is no like. */
    static String meant(String name) {
        Map<String, String> names = SettingsTree.namesByVariable();
        return Likeness.nearest(SettingsTree.variable(name), names.keySet())
                .map(variable -> ": did you mean " + names.get(variable) + "?")
                .orElse(".");
    }

    private static Optional<String> duration(String shown, String text) {
        if (FRACTION.matcher(text).matches()) {
            return Optional.of(shown + " has no unit, and may be meant as seconds or as milliseconds: write " + text
                    + "s or " + text + "ms.");
        }
        try {
            DurationConverter.parseDuration(text);
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.of(shown + " must be a number with ms, s, m, h or d right behind it: 30s.");
        }
    }

    private static boolean address(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException none) {
            return false;
        }
    }

    private static Optional<String> given(boolean flawed, String sentence) {
        return flawed ? Optional.of(sentence) : Optional.empty();
    }
}
