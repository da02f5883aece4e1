package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/** Marks of everything that nobody may see again, and the search for them: as they are, in hexadecimal and in Base64. */
public final class Canaries {

    /** What the simulator reads off every document, and the secrets that every gateway of the tests is started with. */
    private static final Set<String> COMMON = Set.of(
            "Ada Specimen",
            "SPECIMEN-0001",
            "Amaurot",
            GatewayProcess.API_KEY,
            GatewayProcess.APP_KEY,
            GatewayProcess.TOKEN_SECRET);

    private final Set<String> marks = new LinkedHashSet<>(COMMON);

    /** @return the mark */
    public String mark(String mark) {
        assertThat(mark).as("a mark that nothing else looks like").hasSizeGreaterThan(6);
        marks.add(mark);
        return mark;
    }

    public void assertNoneIn(String where, String text) {
        for (String mark : marks) {
            for (String form : forms(mark)) {
                // Not by doesNotContain: its message would print the whole log.
                int at = text.indexOf(form);
                assertThat(at < 0)
                        .as(() ->
                                where + " holds a mark: …" + text.substring(Math.max(0, at - 200), at + form.length()))
                        .isTrue();
            }
        }
    }

    public void assertNoneIn(String where, byte[] bytes) {
        assertNoneIn(where, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static Collection<String> forms(String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        // The last characters depend on what follows; inside other data it may also begin at another of three places.
        return Set.of(mark, HexFormat.of().formatHex(bytes), base64.substring(0, base64.length() / 4 * 4 - 4));
    }
}
