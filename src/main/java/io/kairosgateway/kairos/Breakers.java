package io.kairosgateway.kairos;

import jakarta.inject.Singleton;

/** The two circuit breakers. They know nothing of each other: a Kairos that fails GETs may well take uploads. */
@Singleton
public class Breakers {

    private final Breaker results = new Breaker();
    private final Breaker uploads = new Breaker();

    /** Around the GETs for results. */
    public Breaker results() {
        return results;
    }

    /** Around the opening of connections for uploads. */
    public Breaker uploads() {
        return uploads;
    }
}
