package io.kairosgateway.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Trees, written short; what is put in first comes out first. */
final class Json {

    private Json() {}

    /** @param pairs names and values in turn; a pair whose value is null is left out */
    static JsonObject json(Object... pairs) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] != null) {
                json.put((String) pairs[i], pairs[i + 1]);
            }
        }
        return json;
    }

    static JsonArray array(Object... values) {
        return new JsonArray(new ArrayList<>(List.of(values)));
    }

    static JsonArray array(Collection<?> values) {
        return new JsonArray(new ArrayList<>(values));
    }

    static JsonObject ref(String kind, String name) {
        return json("$ref", "#/components/" + kind + "/" + name);
    }

    static JsonObject schema(String name) {
        return ref("schemas", name);
    }
}
