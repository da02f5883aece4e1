package io.kairosgateway.kairos;

import io.kairosgateway.settings.Unreachable;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the last calls have shown of the path to Kairos, for each tenant's credentials: all calls tell it here, whatever they were for. */
@Singleton
public class KairosPath {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Map<Credentials, Condition> conditions = new ConcurrentHashMap<>();
    private final Map<Credentials, String> causes = new ConcurrentHashMap<>();

    public enum Condition {
        /** Nothing has been asked yet. */
        UNKNOWN,
        /** Kairos answers, and does not object to the credentials. */
        OPEN,
        UNREACHABLE,
        /** Kairos answers with 5xx, or something before it does. */
        FAILING,
        CREDENTIALS_REFUSED,
        /** Either the quota is used up or the credentials are not accepted: Kairos' documentation knows both. */
        FORBIDDEN,
        /** The credentials are accepted, but not in the spelling that is set: something on the way drops those headers. */
        HEADERS_DROPPED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether Kairos lets the gateway in, as far as is known. */
        public boolean letsIn() {
            return this != CREDENTIALS_REFUSED && this != FORBIDDEN && this != HEADERS_DROPPED;
        }

        static Condition of(int status) {
            return switch (status) {
                case UNAUTHORIZED -> CREDENTIALS_REFUSED;
                case KairosPath.FORBIDDEN -> FORBIDDEN;
                default -> status >= 500 ? FAILING : OPEN;
            };
        }
    }

    public Condition of(Credentials credentials) {
        return conditions.getOrDefault(credentials, Condition.UNKNOWN);
    }

    /** Forgets credentials that are no longer set. */
    public void keep(Collection<Credentials> current) {
        conditions.keySet().retainAll(current);
        causes.keySet().retainAll(current);
    }

    /** That the credentials are refused is no news, and less precise, where it is known that their headers are dropped. */
    public void is(Credentials credentials, Condition next) {
        conditions.merge(
                credentials,
                next,
                (known, told) -> known == Condition.HEADERS_DROPPED && !told.letsIn() ? known : told);
    }

    /** Why it was unreachable when it was so last, in words for the log. */
    public String cause(Credentials credentials) {
        return causes.getOrDefault(credentials, "not known");
    }

    void failed(Credentials credentials, Throwable cause) {
        causes.put(credentials, Unreachable.why(cause));
    }

    /** Kairos, or something before it, has answered. */
    public void answered(Credentials credentials, int status) {
        is(credentials, Condition.of(status));
    }

    public void unreachable(Credentials credentials, Throwable cause) {
        failed(credentials, cause);
        is(credentials, Condition.UNREACHABLE);
    }
}
