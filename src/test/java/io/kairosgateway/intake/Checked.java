package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.kairosgateway.verification.Kind;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What a check makes of a body that comes in pieces; a refusal counts at the piece that proves it. */
record Checked(Refusal refusal, List<Parts.Part> parts) {

    static final PartLimits LIMITS = new PartLimits(
            1 << 20,
            1 << 19,
            256,
            4096,
            300,
            5000,
            Set.of(FileType.JPEG, FileType.PNG),
            Set.of(FileType.values()),
            Set.of("permissive-v0", "optimal-v0", "strict-v0"),
            false,
            EmptyParts.PASS);

    static Checked whole(Kind kind, byte[] body) {
        return pieces(MultipartBodies.CONTENT_TYPE, kind, LIMITS, List.of(body));
    }

    static Checked pieces(String contentType, Kind kind, PartLimits limits, List<byte[]> pieces) {
        BodyCheck check = (BodyCheck) BodyCheck.open(contentType, kind, limits);
        for (byte[] piece : pieces) {
            Refusal refusal = check.feed(Unpooled.wrappedBuffer(piece));
            if (refusal != null) {
                return new Checked(refusal, check.parts().list());
            }
        }
        return new Checked(check.finish(), check.parts().list());
    }

    static List<byte[]> single(byte[] body) {
        return cut(body, 1, 1, new Random(0));
    }

    /** Pieces of random sizes up to {@code most}. */
    static List<byte[]> random(byte[] body, int most, long seed) {
        return cut(body, 1, most, new Random(seed));
    }

    private static List<byte[]> cut(byte[] body, int least, int most, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; ) {
            int end = Math.min(body.length, at + least + random.nextInt(most - least + 1));
            pieces.add(Arrays.copyOfRange(body, at, end));
            at = end;
        }
        return pieces;
    }
}
