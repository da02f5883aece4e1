package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A clock that stands still until it is moved. */
final class TestClock implements InstantSource {

    private volatile Instant now = Samples.AT;

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    <T> T eventually(Supplier<T> question, Predicate<T> wanted) {
        for (int step = 0; step < 1_000; step++) {
            T answer = question.get();
            if (wanted.test(answer)) {
                return answer;
            }
            advance(Duration.ofMillis(10));
        }
        return fail("not within ten seconds");
    }
}
