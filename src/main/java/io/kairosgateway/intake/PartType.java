package io.kairosgateway.intake;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which types a part may say that it has. They decide nothing here, so all are taken that decide nothing about its bytes elsewhere. */
final class PartType {

    private static final Set<String> ASCII_CHARSETS = Set.of("utf-8", "us-ascii", "iso-8859-1");

    /** Netty takes a {@code name} in the Content-Type for the part's, and whatever begins with {@code charset} for one. */
    private static final Pattern HARMLESS_PARAMETER =
            Pattern.compile("(?!.*name)(?!charset)(?!content-)(?!boundary)[a-z0-9_.-]+");

    private PartType() {}

    static boolean readAlike(Parameters type) {
        return type.main().contains("/")
                && !type.main().startsWith("multipart/")
                && !type.main().startsWith("message/")
                && type.named().keySet().stream()
                        .allMatch(parameter -> parameter.equals("charset")
                                || HARMLESS_PARAMETER.matcher(parameter).matches())
                && keepsAscii(type);
    }

    /** Any other charset would have a text read differently by those who honour it. */
    private static boolean keepsAscii(Parameters type) {
        return ASCII_CHARSETS.contains(
                type.named().getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT));
    }
}
