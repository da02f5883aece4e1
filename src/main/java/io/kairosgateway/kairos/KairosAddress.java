package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.kairosgateway.verification.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where Kairos is: {@code KAIROS_URL} taken apart, because the drop-in reaches other versions below the same root. */
@Singleton
public class KairosAddress {

    private static final Pattern VERSIONED = Pattern.compile("(.*)/(v[0-9]+(?:\\.[0-9]+)*)/?");

    private final URI root;
    private final String version;
    private final HeaderSpelling spelling;

    @Inject
    KairosAddress(GatewaySettings settings) {
        this(settings.kairos().url(), settings.kairos().credentialHeaders());
    }

    KairosAddress(URI url, HeaderSpelling spelling) {
        Matcher matcher = VERSIONED.matcher(url.toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("KAIROS_URL must end with a version such as /v0.1.");
        }
        this.root = URI.create(matcher.group(1));
        this.version = matcher.group(2);
        this.spelling = spelling;
    }

    /** The version that {@code KAIROS_URL} names, such as {@code v0.1}. */
    public String version() {
        return version;
    }

    /** Everything before the version, without a slash at the end. */
    URI root() {
        return root;
    }

    /** How the credentials' headers are spelled. */
    HeaderSpelling spelling() {
        return spelling;
    }

    String collection(String apiVersion, Kind kind) {
        return root + "/" + apiVersion + "/" + kind.resource();
    }

    static String idHeader(HeaderSpelling spelling) {
        return spelling == HeaderSpelling.UNDERSCORE ? "app_id" : "app-id";
    }

    static String keyHeader(HeaderSpelling spelling) {
        return spelling == HeaderSpelling.UNDERSCORE ? "app_key" : "app-key";
    }
}
