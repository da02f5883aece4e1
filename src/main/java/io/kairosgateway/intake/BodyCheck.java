package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import io.netty.buffer.ByteBuf;

/**
 * Reads one upload as it passes: its grammar, the rules of its kind, its pictures. Keeps no content of files. Not thread-safe.
 *
 * <p>Once it has refused, it keeps to that refusal.
 */
final class BodyCheck implements Opening {

    /** What lies outside the heap is looked at in pieces that the processor's nearest cache holds. */
    private static final int PIECE = 16 << 10;

    private static final ThreadLocal<byte[]> PIECES = ThreadLocal.withInitial(() -> new byte[PIECE]);

    private final Boundary boundary;
    private final PartLimits limits;
    private final PartCheck check;
    private final MultipartScanner scanner;

    private long size;
    private Refusal refusal;

    private BodyCheck(Boundary boundary, Kind kind, PartLimits limits) {
        this.boundary = boundary;
        this.limits = limits;
        this.check = new PartCheck(kind, limits);
        this.scanner = new MultipartScanner(boundary, limits.headers(), check);
    }

    /** @param contentType the request's Content-Type, of which the media type is known to be multipart/form-data */
    static Opening open(String contentType, Kind kind, PartLimits limits) {
        Announced announced = Boundary.of(contentType);
        return announced instanceof Boundary boundary ? new BodyCheck(boundary, kind, limits) : (Refusal) announced;
    }

    /** What Kairos is told of the body: not the client's words, which programs could read in several ways. */
    String contentType() {
        return boundary.contentType();
    }

    /**
     * Reads the next bytes of the body; they are neither changed nor kept.
     *
     * @return the refusal that the bytes so far prove, or null
     */
    Refusal feed(ByteBuf bytes) {
        if (refusal == null) {
            int allowed = (int) Math.min(bytes.readableBytes(), limits.request() - size);
            size += allowed;
            refusal = named(scan(bytes, allowed));
            if (refusal == null && allowed < bytes.readableBytes()) {
                refusal = new Refusal(
                                Problem.REQUEST_TOO_LARGE,
                                null,
                                "The request is larger than " + limits.request() + " bytes.")
                        .limit(limits.request());
            }
        }
        return refusal;
    }

    /**
     * Takes note that the body has ended.
     *
     * @return a refusal, or null when every check has passed
     */
    Refusal finish() {
        if (refusal == null) {
            refusal = scanner.ended()
                    ? check.complete()
                    : named(Refusal.malformed("The body ends before its last delimiter."));
        }
        return refusal;
    }

    /** What has been seen: the parts that have ended, without fault. */
    Parts parts() {
        return check.parts();
    }

    /** The grammar knows no parts by name; what it refuses inside a part is given that part's name here. */
    private Refusal named(Refusal found) {
        return found == null || found.part() != null ? found : found.in(check.open());
    }

    private Refusal scan(ByteBuf bytes, int length) {
        int from = bytes.readerIndex();
        if (bytes.hasArray()) {
            int start = bytes.arrayOffset() + from;
            return scanner.scan(bytes.array(), start, start + length);
        }
        byte[] piece = PIECES.get();
        Refusal found = null;
        for (int at = 0; at < length && found == null; at += PIECE) {
            int part = Math.min(PIECE, length - at);
            bytes.getBytes(from + at, piece, 0, part);
            found = scanner.scan(piece, 0, part);
        }
        return found;
    }
}
