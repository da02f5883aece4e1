package io.kairosgateway.settings;

import java.util.regex.Pattern;

/** An origin as browsers send it (RFC 6454, 6.2). */
public final class WebOrigin {

    /** Any scheme, because apps in web views have their own. */
    private static final Pattern ORIGIN = Pattern.compile(
            "[a-z][a-z0-9+.-]{0,31}://[a-z0-9.-]{1,253}(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?");

    /** A browser leaves these out, so an origin with one would never fit. */
    private static final Pattern STANDARD_PORT = Pattern.compile("https://.*:443|http://.*:80");

    private WebOrigin() {}

    public static boolean wellFormed(String origin) {
        return ORIGIN.matcher(origin).matches()
                && !STANDARD_PORT.matcher(origin).matches();
    }
}
