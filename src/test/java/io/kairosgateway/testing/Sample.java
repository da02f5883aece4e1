package io.kairosgateway.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A block of code in a document.
 *
 * @param language what stands behind its fence, empty for none
 */
public record Sample(String language, String text) {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    public static List<Sample> in(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .map(block -> new Sample(block.group(1), block.group(2)))
                .toList();
    }

    /** For one that is short, what the test report calls it. */
    public String firstLine() {
        return text.lines().findFirst().orElse("");
    }
}
