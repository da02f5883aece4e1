package io.kairosgateway.watch;

import io.kairosgateway.access.Place;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The places for those who wait for a decision in this replica, by event stream or long poll: each costs a connection and its memory. So
 * many in all, of these so many for a tenant that has a limit of its own, and of these so many for one verification.
 */
@Singleton
public class Places {

    private static final Duration LATER = Duration.ofSeconds(5);

    private final Semaphore all;
    private final int perId;
    private final Map<String, Semaphore> byTenant = new HashMap<>();
    private final Map<VerificationId, Taken> byId = new ConcurrentHashMap<>();

    /** @param id one object for all who wait for it, and not one in each place's memory */
    private record Taken(VerificationId id, int places) {}

    Places(GatewaySettings settings) {
        all = new Semaphore(settings.watch().maxStreams());
        perId = settings.watch().maxStreamsPerId();
        settings.tenants()
                .forEach((name, tenant) ->
                        tenant.maxStreams().ifPresent(limit -> byTenant.put(name, new Semaphore(limit))));
    }

    /**
     * Takes a place, the narrowest first: who is at a limit takes nothing from the others.
     *
     * @throws ProblemException when there is none, never a wait
     */
    public Place enter(Verification verification) {
        Semaphore own = byTenant.get(verification.tenant());
        VerificationId id = enter(verification.id());
        if (id == null) {
            throw tooMany("As many already wait for this verification as may at once.");
        }
        if (own != null && !own.tryAcquire()) {
            leave(id);
            throw tooMany("As many streams of this tenant are open as it may have at once.");
        }
        if (!all.tryAcquire()) {
            leave(id);
            release(own);
            throw new ProblemException(Problem.OVERLOADED, "As many streams are open here as there can be.", LATER);
        }
        return new Place(() -> {
            leave(id);
            release(own);
            all.release();
        });
    }

    /** A place for one who can do without. */
    Optional<Place> tryEnter(Verification verification) {
        try {
            return Optional.of(enter(verification));
        } catch (ProblemException full) {
            return Optional.empty();
        }
    }

    /** Null when there is no place. */
    private VerificationId enter(VerificationId id) {
        VerificationId[] entered = {null};
        byId.compute(id, (key, taken) -> {
            Taken before = taken == null ? new Taken(id, 0) : taken;
            if (before.places() >= perId) {
                return taken;
            }
            entered[0] = before.id();
            return new Taken(before.id(), before.places() + 1);
        });
        return entered[0];
    }

    private void leave(VerificationId id) {
        byId.computeIfPresent(id, (key, taken) -> taken.places() == 1 ? null : new Taken(id, taken.places() - 1));
    }

    private static void release(Semaphore own) {
        if (own != null) {
            own.release();
        }
    }

    private static ProblemException tooMany(String detail) {
        return new ProblemException(Problem.TOO_MANY_STREAMS, detail, LATER);
    }
}
