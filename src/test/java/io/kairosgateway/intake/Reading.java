package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.PartHead.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How the gateway reads a body that it takes, to be compared with the readings of others: by names and by every byte of the contents. */
final class Reading {

    /** @param forms what others may make of the part: without a file name a file is a field for some */
    private record Part(List<ReadPart> forms) {}

    private final List<Part> parts = new ArrayList<>();

    private Reading() {}

    static Reading of(OtherParser.Body body, Boundary boundary) {
        Reading reading = new Reading();
        Refusal refusal = new MultipartScanner(boundary, Checked.LIMITS.headers(), reading.sink())
                .scan(body.bytes(), 0, body.bytes().length);
        assertThat(refusal).isNull();
        return reading;
    }

    private PartSink sink() {
        return new PartSink() {

            private PartHead head;
            private ByteArrayOutputStream content;

            @Override
            public Refusal begin(PartHead next) {
                head = next;
                content = new ByteArrayOutputStream();
                return null;
            }

            @Override
            public Refusal content(byte[] bytes, int from, int to) {
                content.write(bytes, from, to - from);
                return null;
            }

            @Override
            public Refusal end() {
                boolean file = KnownPart.named(head.name()).orElseThrow().file();
                ReadPart asFile = ReadPart.of(head.name(), true, content.toByteArray());
                ReadPart asField = ReadPart.of(head.name(), false, content.toByteArray());
                boolean either = file && head.fileName() != FileName.PRESENT;
                parts.add(new Part(either ? List.of(asFile, asField) : List.of(file ? asFile : asField)));
                return null;
            }
        };
    }

    void isSharedBy(OtherParser other, List<ReadPart> theirs, OtherParser.Body body) {
        boolean alike = theirs.size() == parts.size();
        for (int i = 0; alike && i < parts.size(); i++) {
            alike = parts.get(i).forms().contains(theirs.get(i));
        }
        if (!alike) {
            assertThat(theirs)
                    .as("by %s:%n%s", other, new String(body.bytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(parts);
        }
    }
}
