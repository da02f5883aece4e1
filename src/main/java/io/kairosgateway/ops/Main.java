package io.kairosgateway.ops;

import io.kairosgateway.settings.FailedStart;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Runs the gateway, and says why when it cannot start: in a sentence for what operators can mend, with a stack trace for what they cannot. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) {
        keepNamesBriefly();
        List<String> missing = missingConfiguration();
        if (missing.isEmpty()) {
            Quarkus.run(null, Main::ended, args);
        } else {
            missing.forEach(System.err::println);
            exit(1);
        }
    }

    /**
     * Here and not later, because the JVM reads once, at its first lookup of a name, for how long it keeps what it is told: by itself half a
     * minute, in which a Kairos or a Redis that has moved would be missed.
     */
    private static void keepNamesBriefly() {
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    private static void ended(int code, Throwable failure) {
        if (failure != null) {
            List<String> sentences = FailedStart.sentences(failure);
            if (sentences.isEmpty()) {
                Logger.getLogger(Main.class).error("Failed to start", failure);
            } else {
                sentences.forEach(System.err::println);
            }
        }
        exit(code);
    }

    /** What ends the process, or in development what waits for the next change. */
    private static void exit(int code) {
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, null);
    }

    /** Before anything is read: Quarkus itself passes over a place with nothing in it, or ends with a stack trace. */
    private static List<String> missingConfiguration() {
        return Stream.of("quarkus.config.locations", "smallrye.config.locations")
                .flatMap(name -> Stream.of(
                                System.getProperty(name),
                                System.getenv(name.replace('.', '_').toUpperCase(Locale.ROOT)))
                        .flatMap(value -> Optional.ofNullable(value).stream())
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::strip)
                        .filter(place -> !place.isEmpty() && !there(place))
                        .map(place -> name.replace('.', '_').toUpperCase(Locale.ROOT)
                                + " names a file that is not there: " + place + "."))
                .toList();
    }

    private static boolean there(String place) {
        try {
            return place.matches("(?!file:)[a-zA-Z][a-zA-Z0-9+-]+:.*")
                    || Files.exists(Path.of(place.replaceFirst("^file:(//)?", "")))
                    || Main.class.getClassLoader().getResource(place) != null;
        } catch (InvalidPathException noFile) {
            return false;
        }
    }
}
