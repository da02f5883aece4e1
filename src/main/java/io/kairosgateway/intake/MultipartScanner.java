package io.kairosgateway.intake;

/**
 * The grammar of multipart/form-data (RFC 2046, RFC 7578) without the liberties in which programs differ: CRLF only, nothing before the
 * first delimiter, nothing behind a delimiter on its line, and at most one CRLF behind the last one. What it reports depends on the
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

    private static final int LINE_BREAK = 2;

    private final byte[] delimiter;
    private final DelimiterSearch search;
    private final HeaderBlock headers;
    private final PartSink sink;
    private final String dashes;

    private At at = At.START;
    private int matched = LINE_BREAK;
    private boolean afterCr;
    private boolean empty = true;

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
            case CLOSED -> to(At.ENDING, next == '\r', "Something follows the last delimiter.");
            case ENDING -> to(At.ENDED, next == '\n', "Something follows the last delimiter.");
            case CONTENT, ENDED -> Refusal.malformed("Something follows the last delimiter.");
        };
    }

    private Refusal to(At state, boolean legal, String fault) {
        at = state;
        return legal ? null : Refusal.malformed(fault);
    }

    private Refusal start(byte next) {
        if (delimiter[matched] != next) {
            return Refusal.malformed("The body does not begin with the delimiter that its Content-Type announces.");
        }
        if (++matched == delimiter.length) {
            at = At.DELIMITED;
        }
        return null;
    }

    private Refusal delimited(byte next) {
        if (afterCr) {
            afterCr = false;
            headers.restart();
            return to(At.HEADERS, next == '\n', "A delimiter is followed by something else on its line.");
        }
        if (next == '-' && empty) {
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
            return Refusal.malformed("A part's header holds the delimiter or is not text in UTF-8.");
        }
        Head head = HeadReader.read(text);
        if (head instanceof PartHead part) {
            at = At.CONTENT;
            empty = false;
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
