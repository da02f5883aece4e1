package io.kairosgateway.intake;

import java.io.IOException;
import java.util.List;

/** A parser that others wrote. */
interface OtherParser {

    record Body(String contentType, byte[] bytes) {}

    /** @return the parts of each body; of one that it refuses, a single part with the reason for a name */
    List<List<ReadPart>> read(List<Body> bodies) throws IOException;

    /** A reason is no part that anybody could expect. */
    static List<ReadPart> refused(String reason) {
        return List.of(new ReadPart(reason, false, -1, -1));
    }
}
