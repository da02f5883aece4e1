package io.kairosgateway.intake;

/**
 * The grammar of multipart/form-data (RFC 2046, RFC 7578) without the liberties in which programs differ: CRLF only, nothing behind a
 * delimiter on its line, and nothing but a few CRLFs before the first delimiter and behind the last one. What it reports depends on the
 * bytes alone, never on how they are cut into pieces.
 *
 * <pre>
 *   START ──▶ DELIMITED ──▶ HEADERS ──▶ CONTENT ──▶ DELIMITED
 *                 └───────▶ CLOSING ──▶ CLOSED ──▶ ENDING ──▶ ENDED
 * </pre>
 */
final class MultipartScanner {

    private enum At {
        START,
        DELIMITED,
        HEADERS,
        CONTENT,
        CLOSING,
        CLOSED,
        ENDING,
        ENDED
    }

    /** How many line breaks may stand before the first delimiter, and how many behind the last: few, for the end of a body is held back. */
    static final int MOST_LINE_BREAKS = 8;

    private static final int LINE_BREAK = 2;
    private static final String FOLLOWED = "Something other than a few line breaks follows the last delimiter.";

    private final byte[] delimiter;
    private final DelimiterSearch search;
    private final HeaderBlock headers;
    private final PartSink sink;
    private final String dashes;

    private At at = At.START;
    private int matched = LINE_BREAK;
    private boolean afterCr;
    private int parts;
    private int lineBreaks;

    MultipartScanner(Boundary boundary, int headerLimit, PartSink sink) {
        this.delimiter = boundary.delimiter();
        this.search = new DelimiterSearch(delimiter);
        this.headers = new HeaderBlock(headerLimit);
        this.sink = sink;
        this.dashes = "--" + boundary.text();
    }

    /** @return the first refusal that these bytes prove, or null; after a refusal there is nothing more to scan */
    Refusal scan(byte[] bytes, int from, int to) {
        Refusal refusal = null;
        int next = from;
        while (next < to && refusal == null) {
            if (at == At.CONTENT) {
                int held = search.held();
                int end = search.find(bytes, next, to);
                refusal = content(held, bytes, next, end < 0 ? to : end, end >= 0);
                next = end < 0 ? to : end;
            } else {
                refusal = step(bytes[next++]);
            }
        }
        return refusal;
    }

    /** Whether the body may end here. */
    boolean ended() {
        return at == At.CLOSED || at == At.ENDED;
    }

    private Refusal step(byte next) {
        return switch (at) {
            case START -> start(next);
            case DELIMITED -> delimited(next);
            case HEADERS -> header(next);
            case CLOSING -> to(At.CLOSED, next == '-', "A delimiter is followed by something else on its line.");
            case CLOSED, ENDED -> to(At.ENDING, next == '\r' && lineBreaks++ < MOST_LINE_BREAKS, FOLLOWED);
            case ENDING -> to(At.ENDED, next == '\n', FOLLOWED);
            case CONTENT -> throw new IllegalStateException("content is not read byte by byte");
        };
    }

    private Refusal to(At state, boolean legal, String fault) {
        at = state;
        return legal ? null : Refusal.malformed(fault);
    }

    private Refusal start(byte next) {
        if (next == '\r' && matched == LINE_BREAK && lineBreaks++ < MOST_LINE_BREAKS) {
            matched = 1;
            return null;
        }
        if (delimiter[matched] != next) {
            return Refusal.malformed("The body does not begin with the delimiter that its Content-Type announces.");
        }
        if (++matched == delimiter.length) {
            at = At.DELIMITED;
            lineBreaks = 0;
        }
        return null;
    }

    private Refusal delimited(byte next) {
        if (afterCr) {
            afterCr = false;
            headers.restart(++parts);
            return to(At.HEADERS, next == '\n', "A delimiter is followed by something else on its line.");
        }
        if (next == '-' && parts == 0) {
            return Refusal.malformed("The body holds no part.");
        }
        afterCr = next == '\r';
        return afterCr ? null : to(At.CLOSING, next == '-', "A delimiter is followed by something else on its line.");
    }

    private Refusal header(byte next) {
        Refusal refusal = headers.add(next);
        if (refusal != null || !headers.complete()) {
            return refusal;
        }
        String text = headers.text().orElse(null);
        if (text == null || text.contains(dashes)) {
            return Refusal.malformed(
                    "The header of part " + parts + " holds the delimiter or characters that are not text.");
        }
        Head head = HeadReader.read(text, parts);
        if (head instanceof PartHead part) {
            at = At.CONTENT;
            search.restart();
            return sink.begin(part);
        }
        return (Refusal) head;
    }

    /** @param held how many bytes before these were held back, because they looked like the beginning of a delimiter */
    private Refusal content(int held, byte[] bytes, int from, int to, boolean found) {
        if (!found) {
            return emit(held, bytes, from, held + to - from - search.held());
        }
        if (!search.startsLine()) {
            Refusal refusal = emit(held, bytes, from, held + to - from - 1);
            return refusal != null ? refusal : Refusal.malformed("The delimiter stands inside the content of a part.");
        }
        Refusal refusal = emit(held, bytes, from, held + to - from - delimiter.length);
        at = At.DELIMITED;
        return refusal != null ? refusal : sink.end();
    }

    private Refusal emit(int held, byte[] bytes, int from, int ready) {
        int replayed = Math.min(held, ready);
        Refusal refusal = replayed > 0 ? sink.content(delimiter, 0, replayed) : null;
        if (refusal == null && ready > replayed) {
            refusal = sink.content(bytes, from, from + ready - replayed);
        }
        return refusal;
    }
}
