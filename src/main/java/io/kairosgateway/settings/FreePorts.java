package io.kairosgateway.settings;

import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tries the ports before anything is there that would have to be taken down again, and would say that it loses Redis by that. */
public final class FreePorts {

    private FreePorts() {}

    /** In development the ports are kept over restarts, and in tests they are any. */
    public static List<String> findings(Function<String, Optional<String>> text) {
        List<String> findings = new ArrayList<>();
        if (LaunchMode.current() == LaunchMode.NORMAL
                && !text.apply("quarkus.http.so-reuse-port").equals(Optional.of("true"))) {
            if (!text.apply("quarkus.http.insecure-requests").equals(Optional.of("disabled"))) {
                flaw(text, "quarkus.http.host", "quarkus.http.port", 8080).ifPresent(findings::add);
            }
            if (PortsCheck.secured(text)) {
                flaw(text, "quarkus.http.host", "quarkus.http.ssl-port", 8443).ifPresent(findings::add);
            }
            flaw(text, "quarkus.management.host", "quarkus.management.port", 9000)
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<String> flaw(Function<String, Optional<String>> text, String host, String port, int usual) {
        String at = text.apply(host).orElse("0.0.0.0");
        int number = text.apply(port).map(String::strip).map(Integer::valueOf).orElse(usual);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(at), number));
            return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.of(SettingsTree.variable(host) + " names a host that is not known.");
        } catch (IOException taken) {
            return Optional.of(sentence(SettingsTree.variable(port) + ": port " + number + " at " + at, taken));
        }
    }

    /** Of a port that could not be had. */
    static String sentence(String port, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        return port
                + (why.contains("in use")
                        ? " is in use by another process."
                        : why.contains("ermission")
                                ? " may not be opened by this user."
                                : " cannot be opened: the address is not one of this machine, or the port is none.");
    }
}
