package io.kairosgateway.ledger;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

class MemoryLedgerTest extends LedgerContract {

    private final TestClock clock = new TestClock();

    @Override
    Ledger ledger(Duration ttl, Duration ownershipTtl) {
        return new MemoryLedger(clock, 1_000, 1 << 24, ttl, ownershipTtl);
    }

    @Override
    <T> T eventually(Supplier<T> question, Predicate<T> wanted) {
        return clock.eventually(question, wanted);
    }
}
