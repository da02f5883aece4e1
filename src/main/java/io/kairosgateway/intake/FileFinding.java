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

    /** A picture of that many pixels. */
    record Picture(FileType type, int width, int height) implements FileFinding {}

    /** A type that has no size in pixels. */
    record Document(FileType type) implements FileFinding {}
}
