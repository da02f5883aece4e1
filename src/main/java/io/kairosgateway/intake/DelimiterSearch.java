package io.kairosgateway.intake;

import java.util.Arrays;

/**
 * Finds {@code --boundary} in content that comes in pieces, in one pass and in a bounded time per byte whatever the content, because a
 * caller chooses content and boundary alike: one bit for every prefix that may be under way (Baeza-Yates and Gonnet's shift-or), and while
 * there is none, a look at the byte where the delimiter would end and on by as much as that byte rules out (Horspool). It is looked for
 * without the line break before it: programs differ on which line breaks they take, so the text must not stand anywhere but where it ends
 * the part.
 */
final class DelimiterSearch {

    private static final int LINE_BREAK = 2;
    private static final long NOTHING = -1;

    /** How many bytes are taken one by one before the next look ahead: bytes that rule out little would make every look a waste. */
    private static final int BLOCK = 16;

    private static final int WORTH_A_LOOK = 8;

    private final byte[] delimiter;
    private final int length;

    /** How many of the first bytes do not fit into the bits, and are compared when all the others are there; 8 at most. */
    private final int lead;

    /** For every byte the positions at which it does not stand. */
    private final long[] elsewhere = new long[256];

    private final long last;

    /** How far the delimiter's first byte must be from where it was looked for, by the byte that was found where its last would be. */
    private final int[] shifts = new int[256];

    private final int worth;
    private final byte[] tail;
    private int kept;
    private long underWay;
    private boolean startsLine;

    /** @param delimiter {@code CRLF -- boundary} */
    DelimiterSearch(byte[] delimiter) {
        this.delimiter = delimiter;
        this.length = delimiter.length - LINE_BREAK;
        this.lead = Math.max(0, length - Long.SIZE);
        this.last = 1L << (length - lead - 1);
        this.tail = new byte[delimiter.length];
        Arrays.fill(elsewhere, NOTHING);
        for (int i = lead; i < length; i++) {
            elsewhere[delimiter[LINE_BREAK + i]] &= ~(1L << (i - lead));
        }
        this.worth = Math.min(WORTH_A_LOOK, length);
        Arrays.fill(shifts, length);
        for (int i = 0; i < length; i++) {
            shifts[delimiter[LINE_BREAK + i]] = length - 1 - i;
        }
    }

    /** Begins anew, at the first byte of a part's content. */
    void restart() {
        kept = 0;
        underWay = NOTHING;
        startsLine = false;
    }

    /** @return the index behind the next {@code --boundary}, or -1 when it does not end in this piece */
    int find(byte[] bytes, int from, int to) {
        long state = underWay;
        long[] elsewhere = this.elsewhere;
        int at = from;
        while (at < to) {
            if (state == NOTHING) {
                at = ahead(bytes, at, to);
            }
            for (int end = Math.min(to, at + BLOCK); at < end; ) {
                state = state << 1 | elsewhere[bytes[at++] & 0xff];
                if ((state & last) == 0 && leadStands(bytes, from, at - length)) {
                    int start = at - length;
                    startsLine = before(bytes, from, start - 1) == '\n' && before(bytes, from, start - 2) == '\r';
                    return at;
                }
            }
        }
        underWay = state;
        keep(bytes, from, to);
        return -1;
    }

    /** Whether what was found follows a line break, and so ends the part. */
    boolean startsLine() {
        return startsLine;
    }

    /** How many of the bytes so far may turn out to be the beginning of the delimiter, which holds one CR; they are that beginning. */
    int held() {
        int start = kept - 1;
        while (start >= 0 && tail[start] != '\r') {
            start--;
        }
        int may = kept - start;
        return start >= 0 && Arrays.equals(tail, start, kept, delimiter, 0, may) ? may : 0;
    }

    private boolean leadStands(byte[] bytes, int from, int start) {
        for (int i = 0; i < lead; i++) {
            if (before(bytes, from, start + i) != delimiter[LINE_BREAK + i]) {
                return false;
            }
        }
        return true;
    }

    /** The byte at an index that may lie before this piece. */
    private byte before(byte[] bytes, int from, int index) {
        if (index >= from) {
            return bytes[index];
        }
        int inTail = kept - (from - index);
        return inTail >= 0 ? tail[inTail] : 0;
    }

    /** The last bytes, as many as the delimiter has. */
    private void keep(byte[] bytes, int from, int to) {
        int fresh = Math.min(to - from, tail.length);
        int old = Math.min(kept, tail.length - fresh);
        System.arraycopy(tail, kept - old, tail, 0, old);
        System.arraycopy(bytes, to - fresh, tail, old, fresh);
        kept = old + fresh;
    }

    /** As long as no bit is set, no more than the lead can have passed: the delimiter begins that much before these bytes, or later. */
    private int ahead(byte[] bytes, int from, int to) {
        // Locals, and no calls: an executable is compiled without what a virtual machine learns while it runs.
        int[] shifts = this.shifts;
        int step = length;
        int at = from + step - lead - 1;
        while (at < to) {
            int shift = shifts[bytes[at] & 0xff];
            if (shift < worth) {
                break;
            }
            at += shift;
            // Looks that do not wait for each other, as long as none finds a byte of the delimiter.
            while (at + 3 * step < to
                    && shifts[bytes[at] & 0xff]
                                    + shifts[bytes[at + step] & 0xff]
                                    + shifts[bytes[at + 2 * step] & 0xff]
                                    + shifts[bytes[at + 3 * step] & 0xff]
                            == 4 * step) {
                at += 4 * step;
            }
        }
        return at - (step - lead - 1);
    }
}
