package io.kairosgateway.verification;

import java.time.Instant;

/**
 * Where a verification stands.
 *
 * <pre>
 *   Processing ──▶ Decided            never changes
 *        │  └────▶ Failed             never changes
 *        └───────▶ TimedOut ──▶ Decided or Failed, when Kairos answers after all
 * </pre>
 */
public sealed interface State {

    Status status();

    /** Every state but {@link Processing}. */
    sealed interface Ended extends State {

        Instant at();
    }

    record Processing() implements State {

        @Override
        public Status status() {
            return Status.PROCESSING;
        }
    }

    record Decided(Decision decision, Instant at) implements Ended {

        @Override
        public Status status() {
            return decision.verdict().status();
        }
    }

    /**
     * Kairos answered, but with nothing that can be read as a decision.
     *
     * @param result Kairos' body when it was JSON, else null
     */
    record Failed(Instant at, String result) implements Ended {

        @Override
        public Status status() {
            return Status.FAILED;
        }

        @Override
        public String toString() {
            return "Failed[at=" + at + "]";
        }
    }

    record TimedOut(Instant at) implements Ended {

        @Override
        public Status status() {
            return Status.TIMED_OUT;
        }
    }
}
