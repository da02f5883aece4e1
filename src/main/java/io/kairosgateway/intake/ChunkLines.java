package io.kairosgateway.intake;

import io.netty.buffer.ByteBuf;

/**
 * The grammar of a chunked body outside its data (RFC 9112, 7.1), byte for byte: Netty skips what it does not know in a line with a size, and
 * another reader may see something there.
 */
final class ChunkLines {

    private enum At {
        SIZE,
        SIZE_SPACE,
        NAME_BEGIN,
        NAME,
        NAME_SPACE,
        VALUE_BEGIN,
        TOKEN,
        QUOTED,
        ESCAPED,
        VALUE_END,
        LINE_FEED,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    /** More digits than any size needs; Netty refuses what is no int. */
    private static final int MOST_DIGITS = 16;

    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private At at = At.SIZE;
    private int digits;
    private long size;

    /** @return whether the next bytes of the body are as they have to be */
    boolean take(ByteBuf bytes, int from, int to) {
        for (int next = from; next < to; ) {
            if (at == At.TRAILERS) {
                return true;
            }
            if (at == At.DATA) {
                int data = (int) Math.min(size, to - next);
                size -= data;
                next += data;
                at = size == 0 ? At.DATA_CR : At.DATA;
            } else if (step(bytes.getByte(next) & 0xff)) {
                next++;
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean step(int next) {
        boolean space = next == ' ' || next == '\t';
        return switch (at) {
            case SIZE -> digit(Character.digit(next, 16)) || digits > 0 && end(next, space, At.SIZE_SPACE);
            case SIZE_SPACE -> space || next == ';' && go(At.NAME_BEGIN);
            case NAME_BEGIN -> space || token(next) && go(At.NAME);
            case NAME -> token(next) || next == '=' && go(At.VALUE_BEGIN) || end(next, space, At.NAME_SPACE);
            case NAME_SPACE -> space || next == '=' && go(At.VALUE_BEGIN) || next == ';' && go(At.NAME_BEGIN);
            case VALUE_BEGIN -> space || next == '"' && go(At.QUOTED) || token(next) && go(At.TOKEN);
            case TOKEN -> token(next) || end(next, space, At.SIZE_SPACE);
            case QUOTED -> next == '"' ? go(At.VALUE_END) : next == '\\' ? go(At.ESCAPED) : printable(next);
            case ESCAPED -> printable(next) && go(At.QUOTED);
            case VALUE_END -> end(next, space, At.SIZE_SPACE);
            case LINE_FEED -> next == '\n' && go(size == 0 ? At.TRAILERS : At.DATA);
            case DATA_CR -> next == '\r' && go(At.DATA_LF);
            case DATA_LF -> next == '\n' && nextChunk();
            case DATA, TRAILERS -> true;
        };
    }

    private boolean digit(int value) {
        if (value < 0 || digits == MOST_DIGITS) {
            return false;
        }
        digits++;
        size = size << 4 | value;
        return true;
    }

    private boolean end(int next, boolean space, At afterSpace) {
        return next == '\r' && go(At.LINE_FEED) || next == ';' && go(At.NAME_BEGIN) || space && go(afterSpace);
    }

    private boolean nextChunk() {
        digits = 0;
        size = 0;
        return go(At.SIZE);
    }

    private boolean go(At next) {
        at = next;
        return true;
    }

    private static boolean token(int next) {
        return next < 0x7f && (Character.isLetterOrDigit(next) || MARKS.indexOf(next) >= 0);
    }

    private static boolean printable(int next) {
        return next == '\t' || next >= ' ' && next != 0x7f;
    }
}
