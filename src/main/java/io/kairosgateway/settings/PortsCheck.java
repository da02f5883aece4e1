package io.kairosgateway.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The ports and their certificates, which are Quarkus' own settings. */
final class PortsCheck {

    private static final String CERTIFICATES = "quarkus.http.ssl.certificate.";
    private static final List<String> FILES = List.of(
            CERTIFICATES + "files",
            CERTIFICATES + "key-files",
            CERTIFICATES + "key-store-file",
            CERTIFICATES + "trust-store-file",
            CERTIFICATES + "trust-store-files",
            "quarkus.redis.tls.trust-certificate-pem.certs",
            "quarkus.redis.events.tls.trust-certificate-pem.certs");

    private final Function<String, Optional<String>> text;
    private final Findings findings;

    private PortsCheck(Function<String, Optional<String>> text, Findings findings) {
        this.text = text;
        this.findings = findings;
    }

    static void check(Function<String, Optional<String>> text, Predicate<String> readable, Findings findings) {
        PortsCheck check = new PortsCheck(text, findings);
        check.files(readable);
        check.certificate();
        check.ports();
    }

    private boolean set(String name) {
        return text.apply(name).filter(value -> !value.isBlank()).isPresent();
    }

    private boolean is(String name, String value) {
        return text.apply(name).filter(value::equalsIgnoreCase).isPresent();
    }

    private void files(Predicate<String> readable) {
        for (String name : FILES) {
            text.apply(name).stream()
                    .flatMap(value -> Arrays.stream(value.split(",")))
                    .map(String::strip)
                    .filter(file -> !file.isEmpty() && !readable.test(file))
                    .forEach(file -> findings.require(
                            false, SettingsTree.variable(name) + " names a file that cannot be read: " + file + "."));
        }
    }

    private void certificate() {
        boolean chain = set(CERTIFICATES + "files");
        boolean key = set(CERTIFICATES + "key-files");
        findings.require(
                chain == key,
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES and QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES must be set together.");
        findings.require(
                secured() || !set("quarkus.http.insecure-requests") || is("quarkus.http.insecure-requests", "enabled"),
                "QUARKUS_HTTP_INSECURE_REQUESTS may refuse plain requests only when there is a certificate for the others.");
    }

    private boolean secured() {
        return secured(text);
    }

    /** Whether there is a port for TLS. */
    static boolean secured(Function<String, Optional<String>> text) {
        return Stream.of(CERTIFICATES + "files", CERTIFICATES + "key-store-file", "quarkus.http.tls-configuration-name")
                .anyMatch(name ->
                        text.apply(name).filter(value -> !value.isBlank()).isPresent());
    }

    /** Each listens on a port of its own; 0 is any that is free. */
    private void ports() {
        Map<String, String> owners = new TreeMap<>();
        if (!is("quarkus.http.insecure-requests", "disabled")) {
            port("quarkus.http.port", owners);
        }
        if (secured()) {
            port("quarkus.http.ssl-port", owners);
        }
        port("quarkus.management.port", owners);
    }

    private void port(String name, Map<String, String> owners) {
        String variable = SettingsTree.variable(name);
        text.apply(name).map(String::strip).ifPresent(port -> {
            boolean number = port.matches("[0-9]{1,5}") && Integer.parseInt(port) < 65536;
            findings.require(number, variable + " must be a port, from 0 to 65535.");
            if (number && Integer.parseInt(port) > 0) {
                String owner = owners.put(port, variable);
                findings.require(
                        owner == null,
                        variable + " and " + owner
                                + " must not be the same port: operators' data are not the public's.");
            }
        });
    }
}
