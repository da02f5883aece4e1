package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;

/** What the bytes of a file have told so far. */
sealed interface FileFinding {

    FileFinding OPEN = new Open();
    FileFinding UNKNOWN = new Unknown();

    /** More bytes are needed. */
    record Open() implements FileFinding {}

    /** It is none of the types, or its header is broken. */
    record Unknown() implements FileFinding {}

    /**
     * It is none of the types that can be taken, and known for what it is.
     *
     * @param words what it is, as the end of a sentence, and what to do
     */
    record Foreign(String mediaType, String words) implements FileFinding {}

    /** A picture of that many pixels. */
    record Picture(FileType type, long width, long height) implements FileFinding {}

    /** A type that has no size in pixels. */
    record Document(FileType type) implements FileFinding {}
}
