package io.kairosgateway.verification;

/**
 * One finding behind a decision, as Kairos reported it.
 *
 * @param code an open set, such as {@code DOCUMENT_EXPIRED}; unknown ones pass through
 * @param decision {@code reject}, {@code review}, {@code warning}; an open set as well, null when absent
 * @param confidence 0 to 1, null when absent
 * @param description Kairos' English text; it may hold personal data, so it is never printed
 */
public record Reason(String code, String decision, Double confidence, String description) {

    @Override
    public String toString() {
        return "Reason[code=" + code + ", decision=" + decision + "]";
    }
}
