package io.kairosgateway.ledger;

import io.kairosgateway.settings.Unreachable;
import io.vertx.redis.client.Response;
import java.time.DateTimeException;
import java.util.List;
import java.util.NoSuchElementException;

/** What a failure of Redis says of the server, in a word that may be logged: messages may repeat what was sent. */
final class RedisWord {

    /** Redis' own for a server that cannot do now what it was asked for. A script's error has them in the midst of another. */
    private static final List<String> STATES = List.of(
            "OOM",
            "READONLY",
            "MISCONF",
            "NOREPLICAS",
            "MASTERDOWN",
            "LOADING",
            "BUSY",
            "UNKILLABLE",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MOVED",
            "ASK",
            "NOAUTH",
            "WRONGPASS",
            "NOPROTO");

    /** For rights, the same in the words of all versions, inside a script and outside of it. */
    private static final List<String> DENIALS =
            List.of("NOPERM", "no permissions", "No permissions", "ACL failure", "The user executing the script can't");

    static final String DENIED = "NOPERM";

    private RedisWord() {}

    static String of(Throwable cause) {
        return cause instanceof Response || cause instanceof RedisRefusal
                ? of(String.valueOf(cause.getMessage()))
                : Unreachable.why(cause);
    }

    /** @param error what Redis answered */
    static String of(String error) {
        if (error.equals("CONNECTION_CLOSED")) {
            return "connection closed";
        }
        if (DENIALS.stream().anyMatch(error::contains)) {
            return DENIED;
        }
        return STATES.stream()
                .filter(state -> error.matches("(?s)(.*[^A-Za-z0-9_])?" + state + "([^A-Za-z0-9_].*)?"))
                .findFirst()
                .orElseGet(() -> error.contains("max number of clients")
                        ? "too many clients"
                        : error.contains("nknown command") || error.contains("nknown Redis command")
                                ? "unknown command"
                                : error.matches("[A-Z]+( .*)?") ? error.split(" ", 2)[0] : "ERR");
    }

    /** Whether it is of the one value that was asked for, which somebody else may have written, and says nothing of the server. */
    static boolean ofOneValue(Throwable cause) {
        if (cause instanceof Response) {
            String error = String.valueOf(cause.getMessage());
            return error.contains("WRONGTYPE") || of(error).equals("ERR") && error.contains("script");
        }
        return cause instanceof IllegalArgumentException
                || cause instanceof NullPointerException
                || cause instanceof DateTimeException
                || cause instanceof NoSuchElementException
                || cause instanceof IndexOutOfBoundsException
                || cause instanceof ClassCastException;
    }
}
