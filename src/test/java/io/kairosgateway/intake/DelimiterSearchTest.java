package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search finds what a plain one finds, however the content is cut; alphabets are small, so that near matches are dense. */
class DelimiterSearchTest {

    private static final int RUNS = 3_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 61, 62, 63, 64, 69, 70})
    void findsTheFirstDelimiterAndHoldsItsBeginningsBack(int boundaryLength) {
        Random random = new Random(4711 + boundaryLength);
        for (int run = 0; run < RUNS; run++) {
            // Given
            String boundary = text(random, "-a", boundaryLength);
            String delimiter = "\r\n--" + boundary;
            String content = content(random, delimiter);
            String context = "boundary " + boundary + ", run " + run;

            // When, Then
            search(random, delimiter, content, context);
        }
    }

    private static void search(Random random, String delimiter, String content, String context) {
        DelimiterSearch search = new DelimiterSearch(bytes(delimiter));
        search.restart();
        String dashes = delimiter.substring(2);
        int expected = content.indexOf(dashes);
        byte[] whole = bytes(content);
        int at = 0;
        while (at < whole.length) {
            int to = Math.min(whole.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 100));
            int found = search.find(whole.clone(), at, to);
            if (expected >= 0 && expected + dashes.length() <= to) {
                assertThat(found).as(context).isEqualTo(expected + dashes.length());
                assertThat(search.startsLine())
                        .as(context)
                        .isEqualTo(content.substring(0, expected).endsWith("\r\n"));
                return;
            }
            assertThat(found).as(context).isEqualTo(-1);
            assertThat(search.held()).as(context).isEqualTo(beginning(delimiter, content.substring(0, to)));
            at = to;
        }
    }

    /** The length of the longest beginning of the delimiter that the content ends with. */
    private static int beginning(String delimiter, String content) {
        int length = delimiter.length() - 1;
        while (!content.endsWith(delimiter.substring(0, length))) {
            length--;
        }
        return length;
    }

    private static String content(Random random, String delimiter) {
        StringBuilder content = new StringBuilder();
        int pieces = random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            content.append(
                    switch (random.nextInt(4)) {
                        case 0 -> text(random, "-a\r\n", random.nextInt(100));
                        case 1 -> delimiter.substring(0, random.nextInt(delimiter.length()));
                        case 2 -> delimiter.substring(random.nextInt(delimiter.length()));
                        default -> text(random, "xyz", random.nextInt(40));
                    });
        }
        return content
                + (random.nextInt(3) == 0 ? "" : delimiter.substring(random.nextInt(4)))
                + text(random, "-a\r", random.nextInt(20));
    }

    private static String text(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
