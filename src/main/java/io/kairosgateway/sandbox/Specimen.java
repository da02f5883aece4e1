package io.kairosgateway.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The face and the document that every upload turns out to show: Ada Specimen and her identity card of Utopia, a country that does not exist. */
final class Specimen {

    private static final LocalDate BORN = LocalDate.of(1990, 1, 2);

    private Specimen() {}

    /** {@code response_data.document} with the keys of Kairos' sample; the types of the values are a guess, Kairos does not show them. */
    static JsonObject document(List<String> codes, LocalDate today) {
        LocalDate issued = today.minusYears(codes.contains("DOCUMENT_EXPIRED") ? 11 : 3);
        LocalDate expiry = issued.plusYears(10);
        var data = new JsonObject()
                .put("age", ChronoUnit.YEARS.between(BORN, today))
                .put("country_full", "Utopia")
                .put("country_iso2", "XU")
                .put("country_iso3", "UTO")
                .put("days_from_issue", ChronoUnit.DAYS.between(issued, today))
                .put("days_to_expiry", ChronoUnit.DAYS.between(today, expiry));
        date(data, "dob", BORN);
        data.put("document_name", "Utopia - Identity Card (SPECIMEN)").put("document_type", "I");
        date(data, "expiry", expiry);
        data.put("first_name", "Ada").put("full_name", "Ada Specimen").put("internal_id", "specimen-1");
        date(data, "issued", issued);
        data.put("last_name", "Specimen")
                .put("nationality_full", "Utopia")
                .put("personal_number", "SPECIMEN-0001")
                .put("place_of_birth", "Amaurot")
                .put("sex", "F");
        return new JsonObject().put("data", data);
    }

    /** {@code faces_predicted}: one face, in pixels. */
    static JsonArray faces() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("confidence", 0.9999)
                        .put("top_left", new JsonObject().put("x", 330).put("y", 260))
                        .put("delta", new JsonObject().put("x", 540).put("y", 640)));
    }

    private static void date(JsonObject data, String name, LocalDate date) {
        data.put(name, date.toString().replace('-', '/'))
                .put(name + "_day", date.getDayOfMonth())
                .put(name + "_month", date.getMonthValue())
                .put(name + "_year", date.getYear());
    }
}
