package io.kairosgateway.intake;

import java.util.regex.Pattern;

/**
 * Where a header of a part stands, for a sentence about it: its name and its place, never its value.
 *
 * @param part the number of the part, from 1
 * @param line the number of the line in the part's header, from 1
 * @param text the line, or as much of it as has been read
 */
record HeaderPlace(int part, int line, String text) {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9-]{1,40}");

    /** @param fault what is wrong, as the end of a sentence that begins with the header */
    Refusal refusal(String fault) {
        return Refusal.malformed(this + " " + fault + ".");
    }

    @Override
    public String toString() {
        int colon = text.indexOf(':');
        return colon > 0 && PLAIN_NAME.matcher(text.substring(0, colon)).matches()
                ? "The header '" + text.substring(0, colon) + "' in line " + line + " of part " + part
                : "Line " + line + " in the header of part " + part;
    }
}
