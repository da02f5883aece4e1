package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake;
import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an upload of a kind may hold, as the description of the API says it: out of the rules that uploads are checked by. */
public final class UploadForms {

    private final PartLimits limits;

    public UploadForms(Intake intake) {
        this.limits = PartLimits.of(intake);
    }

    /** The kind has parts that are no files, so a value can be wrong. */
    public static boolean hasText(Kind kind) {
        return parts(kind).anyMatch(part -> !part.file());
    }

    private static Stream<KnownPart> parts(Kind kind) {
        return KindParts.of(kind).all().stream();
    }

    /** Where the gateway tells all this itself. */
    public static String route() {
        return "GET " + LimitsRoute.PATH;
    }

    /** What it tells there. */
    public JsonObject answer() {
        return Limits.json(limits);
    }

    /** The schema of the form; names in the order in which people fill it in. */
    public JsonObject schema(Kind kind) {
        JsonObject properties = new JsonObject();
        parts(kind).forEach(part -> properties.put(part.label(), schema(part)));
        JsonArray required = new JsonArray();
        KindParts.of(kind).required().forEach(part -> required.add(part.label()));
        return new JsonObject()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required)
                .put("additionalProperties", false);
    }

    private JsonObject schema(KnownPart part) {
        return switch (part) {
            case PROFILE ->
                new JsonObject()
                        .put("type", "string")
                        .put(
                                "enum",
                                new JsonArray(new ArrayList<>(
                                        limits.profiles().stream().sorted().toList())))
                        .put(
                                "description",
                                "How strictly Kairos judges. Where the tenant has a profile, it has to be named here.");
            case THRESHOLD ->
                new JsonObject()
                        .put("type", "string")
                        .put("pattern", "^(0(\\.[0-9]{1,14})?|1(\\.0{1,14})?)$")
                        .put(
                                "description",
                                "What the liveness score must reach, from 0 to 1. Without one the verdict is `review`.");
            case IMAGE_MULTIFACE ->
                new JsonObject()
                        .put("type", "string")
                        .put("enum", new JsonArray().add("true").add("false"))
                        .put("description", "Whether the image may show several faces.");
            case SELFIE, DOCUMENT, DOCUMENT_BACK, IMAGE ->
                new JsonObject()
                        .put("type", "string")
                        .put("contentMediaType", "application/octet-stream")
                        .put(
                                "description",
                                names(part) + ", up to " + (limits.file() >> 20) + " MiB, " + limits.minPixels()
                                        + " to " + limits.maxPixels() + " pixels a side.");
        };
    }

    private String names(KnownPart part) {
        return types(part).stream().map(type -> type.name().toUpperCase()).collect(Collectors.joining(", "));
    }

    private List<FileType> types(KnownPart part) {
        return part.types(limits).stream().sorted(Comparator.naturalOrder()).toList();
    }

    /** The types of the files, by part. */
    public JsonObject encoding(Kind kind) {
        JsonObject encoding = new JsonObject();
        parts(kind)
                .filter(KnownPart::file)
                .forEach(part -> encoding.put(
                        part.label(),
                        new JsonObject()
                                .put(
                                        "contentType",
                                        types(part).stream()
                                                .map(FileType::mediaType)
                                                .collect(Collectors.joining(", ")))));
        return encoding;
    }

    /** Bytes of a whole request. */
    public long mostBytes() {
        return limits.request();
    }
}
