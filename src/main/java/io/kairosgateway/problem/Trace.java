package io.kairosgateway.problem;

import java.util.Arrays;

/** The types and frames of a fault and of what caused it, without a word of their messages. */
final class Trace extends Throwable {

    /** Of one fault: a recursion that has run out of its stack has a thousand, all alike. */
    private static final int FRAMES = 100;

    /** Of a chain, which may even come back to where it began. */
    private static final int CAUSES = 8;

    private final String type;

    private Trace(Throwable fault, Trace cause) {
        super(fault.getClass().getName(), cause, false, true);
        type = fault.getClass().getName();
        StackTraceElement[] frames = fault.getStackTrace();
        setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, FRAMES)));
    }

    static Trace of(Throwable fault) {
        return of(fault, CAUSES);
    }

    private static Trace of(Throwable fault, int left) {
        return fault == null || left == 0 ? null : new Trace(fault, of(fault.getCause(), left - 1));
    }

    @Override
    public String toString() {
        return type;
    }
}
