package io.kairosgateway.bench;

import java.util.function.Consumer;

/** Whether every goal of a run was met; the exit code says it too: 0 yes, 1 no, 2 it could not be found out. */
final class Verdict {

    private boolean met = true;

    private Verdict() {}

    /** Runs to the end of this process, and ends every process that was started on the way, also when it is interrupted. */
    static void of(Consumer<Verdict> run) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        Verdict verdict = new Verdict();
        try {
            run.accept(verdict);
        } catch (RuntimeException | Error failed) {
            failed.printStackTrace();
            System.exit(2);
        }
        System.exit(verdict.met ? 0 : 1);
    }

    void goal(boolean reached, String text) {
        met &= reached;
        System.out.println((reached ? "ok      " : "FAILED  ") + text);
    }
}
