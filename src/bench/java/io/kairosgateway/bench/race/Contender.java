package io.kairosgateway.bench.race;

/**
 * Who takes part.
 *
 * @param about its version and what is set otherwise than it comes
 */
record Contender(String name, String about, Start start) {

    interface Start {

        /** @param instance names the directory that it works in */
        Running at(int upstreamPort, String instance);
    }

    Running start(int upstreamPort, String instance) {
        return start.at(upstreamPort, instance);
    }
}
