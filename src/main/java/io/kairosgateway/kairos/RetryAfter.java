package io.kairosgateway.kairos;

import io.netty.handler.codec.DateFormatter;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** {@code Retry-After} in both of its forms (RFC 9110, 10.2.3). */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_DIGITS = 9;
    private static final int LONGEST_DATE = 40;

    private RetryAfter() {}

    /**
     * How long to wait, an hour at most; null when there is nothing that can be understood.
     *
     * @param value seconds, or a date
     * @param date by the clock of whoever wrote the value, null when it does not say
     * @param now by the clock here, when it does not say
     */
    static Duration read(String value, String date, Instant now) {
        String wish = value == null ? "" : value.strip();
        if (wish.matches("[0-9]+")) {
            return wish.length() > MOST_DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(wish)));
        }
        Instant moment = moment(wish);
        if (moment == null) {
            return null;
        }
        Instant there = moment(date == null ? "" : date.strip());
        Duration wait = Duration.between(there == null ? now : there, moment);
        return wait.isNegative() ? Duration.ZERO : bounded(wait);
    }

    private static Instant moment(String text) {
        Date date = text.isEmpty() || text.length() > LONGEST_DATE ? null : DateFormatter.parseHttpDate(text);
        return date == null ? null : date.toInstant();
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
