package io.kairosgateway.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;

/** {@code REDIS_URL}: what is wrong with it, never repeating it, for it may hold a password; and where it leads, for the log. */
public final class RedisAddress {

    private static final int STANDARD_PORT = 6379;

    private RedisAddress() {}

    /** Several, behind commas, are of a cluster or of Sentinels. */
    static Optional<String> flaw(String urls) {
        return Arrays.stream(urls.split(","))
                .map(String::strip)
                .flatMap(url -> flawOfOne(url).stream())
                .findFirst();
    }

    private static Optional<String> flawOfOne(String url) {
        if (!url.matches("rediss?://.+")) {
            return Optional.of("REDIS_URL must begin with redis:// or rediss://.");
        }
        Optional<URI> address = parsed(url);
        if (address.isEmpty() || address.get().getFragment() != null) {
            return Optional.of(
                    "REDIS_URL is not an address: in a password, what is no letter, digit, '-', '.', '_' or '~' must be percent-encoded.");
        }
        if (address.get().getHost() == null) {
            return Optional.of(
                    "REDIS_URL must name a host, such as redis://redis.example:6379; no host has an underscore.");
        }
        if (address.get().getPort() > 65535 || address.get().getPort() == 0) {
            return Optional.of("REDIS_URL must have a port from 1 to 65535.");
        }
        String database = address.get().getPath();
        return database.matches("(/[0-9]*)?")
                ? Optional.empty()
                : Optional.of("REDIS_URL must end with the number of a database, such as /0, or with the port.");
    }

    /** Host and port and nothing else; a cluster's or a Sentinel's first. */
    public static String place(String url) {
        return parsed(url.split(",")[0])
                .filter(address -> address.getHost() != null)
                .map(address -> address.getHost() + ":" + (address.getPort() < 0 ? STANDARD_PORT : address.getPort()))
                .orElse("REDIS_URL");
    }

    private static Optional<URI> parsed(String url) {
        try {
            return Optional.of(new URI(url.strip()));
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }
}
