package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings.Intake.FileType;
import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What an upload may hold, as JSON: the very rules that uploads are checked by, so that no page or app needs to know them by heart. */
final class Limits {

    private Limits() {}

    static JsonObject json(PartLimits limits) {
        JsonObject kinds = new JsonObject();
        for (Kind kind : Kind.values()) {
            kinds.put(kind.label(), parts(KindParts.of(kind), limits));
        }
        return new JsonObject()
                .put("max_request_bytes", limits.request())
                .put("max_part_bytes", limits.file())
                .put("max_text_bytes", limits.text())
                .put("min_pixels", limits.minPixels())
                .put("max_pixels", limits.maxPixels())
                .put("kinds", kinds);
    }

    private static JsonObject parts(KindParts rules, PartLimits limits) {
        JsonArray parts = new JsonArray();
        rules.all().forEach(part -> parts.add(part(part, rules.required().contains(part), limits)));
        return new JsonObject().put("parts", parts);
    }

    private static JsonObject part(KnownPart part, boolean required, PartLimits limits) {
        JsonObject json = new JsonObject().put("name", part.label()).put("required", required);
        if (part.file()) {
            List<String> types = part.types(limits).stream()
                    .sorted()
                    .map(FileType::mediaType)
                    .toList();
            return json.put("types", types);
        }
        List<String> values = part.values(limits);
        return values.isEmpty() ? json.put("pattern", KnownPart.ZERO_TO_ONE.pattern()) : json.put("values", values);
    }
}
