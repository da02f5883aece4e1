package io.kairosgateway.sandbox;

import io.kairosgateway.verification.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last {@value #MOST} accepted uploads, by uuid. Belongs to the simulator's event loop. */
final class Verifications {

    private static final int MOST = 10_000;

    private final Map<String, SimulatedVerification> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SimulatedVerification> eldest) {
            return size() > MOST;
        }
    };

    void add(SimulatedVerification verification) {
        known.put(verification.uuid(), verification);
    }

    /** The verification, or nothing when there is none of this kind under this uuid. */
    Optional<SimulatedVerification> find(Kind kind, String uuid) {
        return Optional.ofNullable(known.get(uuid)).filter(found -> found.kind() == kind);
    }
}
