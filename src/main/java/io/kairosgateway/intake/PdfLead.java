package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;

/**
 * Finds {@code %PDF-} behind what scanners and printers write before it, within the first 1 024 bytes as readers of PDF do: a byte order
 * mark, blanks and line breaks, lines in a printer's language. Behind anything else, such as HTML, it is not looked for.
 */
final class PdfLead implements FileProbe.Look {

    private static final int MOST = 1024;
    private static final String HEADER = "%PDF-";
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final String PRINTER_LINE = "@PJL";
    private static final char ESCAPE = 0x1b;

    private int read;
    private boolean inPrinterLine;

    /** What is being matched, and how much of it has been; null at the beginning of a line. */
    private String expected;

    private int matched;

    @Override
    public FileFinding feed(byte[] bytes, int from, int to) {
        FileFinding finding = FileFinding.OPEN;
        for (int at = from; at < to && finding == FileFinding.OPEN; at++) {
            finding = read++ == MOST ? FileFinding.UNKNOWN : step((char) (bytes[at] & 0xff));
        }
        return finding;
    }

    private FileFinding step(char next) {
        if (inPrinterLine) {
            return printerLine(next);
        }
        if (expected == null && !begin(next)) {
            return FileFinding.UNKNOWN;
        }
        if (expected == null) {
            return FileFinding.OPEN;
        }
        if (expected.charAt(matched) != next) {
            return FileFinding.UNKNOWN;
        }
        if (++matched < expected.length()) {
            return FileFinding.OPEN;
        }
        if (expected.equals(HEADER)) {
            return new FileFinding.Document(FileType.PDF);
        }
        inPrinterLine = expected.equals(PRINTER_LINE);
        expected = null;
        matched = 0;
        return FileFinding.OPEN;
    }

    /** @return whether a lead may go on with this byte where nothing has been begun */
    private boolean begin(char next) {
        switch (next) {
            case ' ', '\t', '\r', '\n', '\f' -> expected = null;
            case '%' -> expected = HEADER;
            case '@' -> expected = PRINTER_LINE;
            case ESCAPE -> inPrinterLine = true;
            default -> {
                expected = BYTE_ORDER_MARK;
                return read == 1;
            }
        }
        return true;
    }

    /** The header may follow a printer's escape sequence on its line. */
    private FileFinding printerLine(char next) {
        if (next == '\n' || next == '\r') {
            inPrinterLine = false;
            matched = 0;
            return FileFinding.OPEN;
        }
        matched = HEADER.charAt(matched) == next ? matched + 1 : next == '%' ? 1 : 0;
        return matched == HEADER.length() ? new FileFinding.Document(FileType.PDF) : FileFinding.OPEN;
    }
}
