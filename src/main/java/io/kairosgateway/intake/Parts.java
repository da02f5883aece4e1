package io.kairosgateway.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an upload has shown so far: its finished parts, in their order. */
final class Parts {

    private final List<Part> finished = new ArrayList<>(4);

    /**
     * @param size bytes of the content
     * @param value the checked value of a text part, null for a file
     */
    record Part(String name, boolean file, long size, String value) {}

    void add(Part part) {
        finished.add(part);
    }

    List<Part> list() {
        return List.copyOf(finished);
    }

    Optional<Part> named(String name) {
        return finished.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /** The value of {@code profile}, {@code threshold} or {@code image_multiface}, when it was sent. */
    Optional<String> value(String name) {
        return named(name).map(Part::value);
    }
}
