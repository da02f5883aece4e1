package io.kairosgateway.intake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds {@code --boundary} in content that comes in pieces, in one pass (Knuth, Morris, Pratt); the time is linear whatever the content,
 * because a caller chooses the boundary as well. The dashes are looked for without the line break before them: programs differ on which
 * line breaks they take, so the text must not stand anywhere but where it ends the part.
 */
final class DelimiterSearch {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long DASHES = ONES * '-';
    private static final int LINE_BREAK = 2;

    private final byte[] delimiter;
    private final int length;
    private final int[] borders;

    private int matched;
    private boolean startsLine;
    private byte last;
    private byte beforeLast;

    /** @param delimiter {@code CRLF -- boundary} */
    DelimiterSearch(byte[] delimiter) {
        this.delimiter = delimiter;
        this.length = delimiter.length - LINE_BREAK;
        this.borders = borders(delimiter, length);
    }

    /** Begins anew, at the first byte of a part's content. */
    void restart() {
        matched = 0;
        startsLine = false;
        last = 0;
        beforeLast = 0;
    }

    /** @return the index behind the next {@code --boundary}, or -1 when it does not end in this piece */
    int find(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (matched == 0) {
                at = dash(bytes, at, to);
                if (at == to) {
                    break;
                }
                startsLine = before(bytes, from, at, 1) == '\n' && before(bytes, from, at, 2) == '\r';
            }
            byte next = bytes[at++];
            while (matched > 0 && delimiter[LINE_BREAK + matched] != next) {
                matched = borders[matched];
                startsLine = false;
            }
            if (delimiter[LINE_BREAK + matched] == next && ++matched == length) {
                return at;
            }
        }
        if (to > from) {
            beforeLast = before(bytes, from, to, 2);
            last = bytes[to - 1];
        }
        return -1;
    }

    /** Whether what was found follows a line break, and so ends the part. */
    boolean startsLine() {
        return startsLine;
    }

    /** How many of the bytes so far may turn out to be the beginning of the delimiter; they are that beginning. */
    int held() {
        if (matched > 0) {
            return startsLine ? LINE_BREAK + matched : 0;
        }
        if (last == '\r') {
            return 1;
        }
        return last == '\n' && beforeLast == '\r' ? LINE_BREAK : 0;
    }

    private byte before(byte[] bytes, int from, int at, int distance) {
        int index = at - distance;
        if (index >= from) {
            return bytes[index];
        }
        return index == from - 1 ? last : beforeLast;
    }

    /** Eight bytes at a time: a byte is a dash when the exclusive-or leaves zero, and a zero borrows when one is taken from it. */
    private static int dash(byte[] bytes, int from, int to) {
        int at = from;
        for (int end = to - Long.BYTES; at <= end; at += Long.BYTES) {
            long word = (long) LONG.get(bytes, at) ^ DASHES;
            long zeros = (word - ONES) & ~word & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (at < to && bytes[at] != '-') {
            at++;
        }
        return at;
    }

    private static int[] borders(byte[] delimiter, int length) {
        int[] borders = new int[length];
        int border = 0;
        for (int i = 1; i < length - 1; i++) {
            while (border > 0 && delimiter[LINE_BREAK + i] != delimiter[LINE_BREAK + border]) {
                border = borders[border];
            }
            if (delimiter[LINE_BREAK + i] == delimiter[LINE_BREAK + border]) {
                border++;
            }
            borders[i + 1] = border;
        }
        return borders;
    }
}
