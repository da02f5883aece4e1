package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.kairosgateway.verification.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast one core checks an upload. An operation is one byte, so the score in ops/ns is gigabytes per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScannerBenchmark {

    private static final int SIZE = 8 << 20;
    private static final PartLimits LIMITS = new PartLimits(
            2 * SIZE,
            2 * SIZE,
            256,
            4096,
            300,
            5000,
            Set.of(FileType.JPEG),
            Set.of(FileType.JPEG),
            Set.of("optimal-v0"),
            false,
            EmptyParts.PASS);

    /** What stands behind the picture's header. {@code DASHED_BOUNDARY} is content of dashes under a boundary that is dashes but for its end. */
    public enum Content {
        PICTURE("----boundary-4711", null),
        DASHES("----boundary-4711", "-"),
        NEAR_MATCHES("----boundary-4711", "\r\n------boundary-471"),
        LINE_BREAK_DASH("----boundary-4711", "\r\n-"),
        DASHED_BOUNDARY("-".repeat(69) + "x", "-");

        private final String boundary;
        private final String repeated;

        Content(String boundary, String repeated) {
            this.boundary = boundary;
            this.repeated = repeated;
        }

        private byte[] bytes() {
            byte[] content = new byte[SIZE];
            if (repeated == null) {
                new Random(4711).nextBytes(content);
                return content;
            }
            byte[] piece = repeated.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < SIZE; at += piece.length) {
                System.arraycopy(piece, 0, content, at, Math.min(piece.length, SIZE - at));
            }
            return content;
        }
    }

    @Param
    public Content content;

    @Param({"8192", "65536"})
    public int chunk;

    private String contentType;
    private List<ByteBuf> body;

    @Setup
    public void cut() {
        contentType = "multipart/form-data; boundary=" + content.boundary;
        byte[] whole = MultipartBodies.body(content.boundary)
                .file("document", "a.jpg", "image/jpeg", BadBody.joined(Pictures.jpeg(600, 800), content.bytes()))
                .close();
        body = new ArrayList<>();
        for (int at = 0; at < whole.length; at += chunk) {
            body.add(Unpooled.directBuffer().writeBytes(whole, at, Math.min(whole.length - at, chunk)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public Parts check() {
        BodyCheck check = (BodyCheck) BodyCheck.open(contentType, Kind.DOCUMENT, LIMITS);
        for (ByteBuf bytes : body) {
            passed(check.feed(bytes));
        }
        passed(check.finish());
        return check.parts();
    }

    /** A refusal would end the scan early and make it look fast. */
    private static void passed(Refusal refusal) {
        if (refusal != null) {
            throw new IllegalStateException(refusal.detail());
        }
    }
}
