package io.kairosgateway.bench.race;

import java.time.Duration;
import java.util.List;

/** How much is measured: for figures to be believed, or only that everything still runs. */
record Plan(
        int rounds,
        Duration warmUp,
        Duration window,
        List<Integer> uploadKib,
        List<Integer> uploadsAtOnce,
        int memoryUploads,
        int memoryMib,
        int memoryRate,
        List<Integer> streams,
        String streamPoll,
        Duration idle,
        int readsAtOnce,
        List<Integer> decisionSeconds,
        int learning,
        int measured,
        int starts,
        Scale scale) {

    /**
     * @param replicas how many there are, in turn
     * @param perSecond verifications that are begun
     * @param most the same, near what the machine takes, at one replica
     * @param time for how long they are begun
     * @param after about how long a decision takes
     * @param firstPoll when a verification is first asked for
     * @param stored how many are put into Redis to be weighed
     * @param messages how many tens of changes are told that concern nobody
     * @param listeners how many hear of every change, in turn
     */
    record Scale(
            List<Integer> replicas,
            int perSecond,
            int most,
            Duration time,
            Duration after,
            String firstPoll,
            int stored,
            int messages,
            List<Integer> listeners) {}

    /** Uploads are warmed up with each size in turn, so for 24 s, and reads as long: JVMs need 20 s and more. */
    static final Plan FULL = new Plan(
            3,
            Duration.ofSeconds(8),
            Duration.ofSeconds(3),
            List.of(200, 2048, 10240),
            List.of(1, 16, 128),
            200,
            20,
            500_000,
            List.of(1000, 5000, 10_000),
            "3s",
            Duration.ofSeconds(15),
            64,
            List.of(2, 5, 20, 60),
            8,
            20,
            5,
            new Scale(
                    List.of(1, 2, 3),
                    100,
                    300,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    "2s",
                    2000,
                    1000,
                    List.of(1, 10, 100)));

    static final Plan BRIEF = new Plan(
            1,
            Duration.ofMillis(300),
            Duration.ofMillis(700),
            List.of(200, 2048),
            List.of(4),
            20,
            2,
            2_000_000,
            List.of(200),
            "500ms",
            Duration.ofSeconds(1),
            8,
            List.of(1, 2),
            6,
            4,
            1,
            new Scale(
                    List.of(1),
                    20,
                    40,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(300),
                    "400ms",
                    50,
                    20,
                    List.of(1, 10)));

    Plan withStreams(List<Integer> counts) {
        return new Plan(
                rounds,
                warmUp,
                window,
                uploadKib,
                uploadsAtOnce,
                memoryUploads,
                memoryMib,
                memoryRate,
                counts,
                streamPoll,
                idle,
                readsAtOnce,
                decisionSeconds,
                learning,
                measured,
                starts,
                scale);
    }

    /** The upload that the goals are about, or what comes nearest to it. */
    UploadSection.Cell goalCell() {
        return new UploadSection.Cell(2048, uploadsAtOnce.contains(16) ? 16 : uploadsAtOnce.get(0));
    }
}
