package io.kairosgateway.bench;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Big uploads to a Kairos that reads 100 KB/s of each: arguments are the MiB of each upload (20) and how many at once (200). */
final class SlowKairos {

    private static final long GOAL_KIB = 256 << 10;
    private static final int RATE = 100_000;

    private SlowKairos() {}

    public static void main(String[] words) {
        Arguments arguments = new Arguments(words);
        Verdict.of(verdict -> run(arguments, verdict));
    }

    private static void run(Arguments arguments, Verdict verdict) {
        int size = arguments.number(0, 20) << 20;
        int atOnce = arguments.number(1, 200);
        // What the sockets hold is still on its way when the gateway has sent the last byte; where they may hold 32
        // MiB, that is all of it.
        int limit = size / RATE + 120;
        try (Stand stand = arguments.stand(
                "GATEWAY_INTAKE_MAX_REQUEST_SIZE=512M",
                "GATEWAY_INTAKE_MAX_PART_SIZE=512M",
                "GATEWAY_INTAKE_MAX_IN_FLIGHT=" + Math.max(256, atOnce),
                "GATEWAY_INTAKE_TOTAL_TIMEOUT=" + limit + "s",
                "GATEWAY_KAIROS_ANSWER_TIMEOUT=" + limit + "s")) {
            ProcessMemory memory = new ProcessMemory(stand.gateway().pid());
            System.out.println("RSS before: " + ProcessMemory.mib(memory.resident()));
            long start = System.nanoTime();
            long accepted =
                    Crowd.run(0, atOnce, atOnce, limit + 60, number -> upload(stand, size, number % 2 == 1)).stream()
                            .filter(answer -> answer.startsWith("HTTP/1.1 202"))
                            .count();
            Map<?, ?> posts = (Map<?, ?>) stand.counts().get("posts");
            System.out.printf(
                    "%d uploads of %d MiB in %.0f s%n", atOnce, size >> 20, (System.nanoTime() - start) / 1e9);
            System.out.println("RSS after: " + ProcessMemory.mib(memory.resident()));
            verdict.goal(memory.peak() <= GOAL_KIB, "peak RSS " + ProcessMemory.mib(memory.peak()) + " (<= 256 MiB)");
            verdict.goal(accepted == atOnce, "answered with 202: " + accepted + " (" + atOnce + ")");
            verdict.goal(((Number) posts.get("complete")).intValue() == atOnce, "complete at Kairos: " + posts);
            String log = stand.gateway().log();
            verdict.goal(!log.contains("ERROR") && !log.contains("has been blocked"), "nothing alarming in the log");
        }
    }

    private static String upload(Stand stand, int size, boolean chunked) {
        byte[] head = MultipartBodies.body()
                .raw("--" + MultipartBodies.BOUNDARY + "\r\nContent-Disposition: form-data;"
                        + " name=\"document\"; filename=\"fault=slow.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .raw(Pictures.jpeg(600, 800))
                .bytes();
        byte[] tail = ("\r\n--" + MultipartBodies.BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] piece = new byte[64 << 10];
        Arrays.fill(piece, (byte) 'x');
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v1/verifications/document",
                MultipartBodies.CONTENT_TYPE,
                chunked ? -1 : head.length + (long) size + tail.length)) {
            try {
                upload.send(head);
                for (int sent = 0; sent < size; sent += piece.length) {
                    upload.send(piece);
                }
                upload.send(tail).end();
            } catch (UncheckedIOException closed) {
                // The gateway has answered early, or nothing can be read either.
            }
            return answer(upload);
        }
    }

    /** What the sockets hold behind the last byte takes longer to pass than the harness waits for an answer. */
    private static String answer(RawUpload upload) {
        while (true) {
            try {
                return upload.answer();
            } catch (UncheckedIOException failed) {
                if (!(failed.getCause() instanceof SocketTimeoutException)) {
                    return "closed without an answer";
                }
            }
        }
    }
}
