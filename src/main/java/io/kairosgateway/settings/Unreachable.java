package io.kairosgateway.settings;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a place that the settings name cannot be reached, in words for the log: messages of exceptions may repeat what was sent. */
public final class Unreachable {

    private static final int DEEPEST = 8;

    private Unreachable() {}

    public static String why(Throwable failure) {
        Throwable cause = failure;
        String words = null;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            // The innermost that has words for it: a certificate says more than the handshake that failed by it.
            String found = words(cause);
            words = found == null ? words : found;
            cause = cause.getCause();
        }
        return words == null ? failure.getClass().getSimpleName() : words;
    }

    private static String words(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "its name is not known";
        }
        if (cause instanceof NoRouteToHostException) {
            return "there is no route to it";
        }
        if (cause instanceof ConnectException) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            return message.contains("refused")
                    ? "connection refused"
                    : message.contains("timed out") ? "no connection in time" : "no connection";
        }
        if (cause instanceof CertificateException) {
            return "its certificate is not trusted, or is for another name";
        }
        if (cause instanceof SSLException) {
            return "TLS failed";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        return cause instanceof ClosedChannelException ? "connection closed" : null;
    }
}
