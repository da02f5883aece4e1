package io.kairosgateway.sandbox;

import io.kairosgateway.verification.Kind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of Kairos' resources a path names; all null when it names none. */
record Target(String version, Kind kind, String uuid) {

    private static final Pattern PATH = Pattern.compile("/(v0\\.[12])/([a-z-]+)-verification(?:/([^/]+))?");
    private static final Target NONE = new Target(null, null, null);

    static Target of(String path) {
        Matcher form = PATH.matcher(path);
        if (!form.matches()) {
            return NONE;
        }
        Optional<Kind> kind = Kind.parse(form.group(2));
        return kind.map(found -> new Target(form.group(1), found, form.group(3)))
                .orElse(NONE);
    }

    boolean exists() {
        return kind != null;
    }
}
