package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.cluster.Clients.Submitted;
import io.kairosgateway.cluster.Waiter.Heard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds at the end, whatever has happened to replicas, Redis and Kairos meanwhile. */
final class Invariants {

    private static final int SHOWN = 10;
    private static final int SHORT = 500;

    private final Load load;
    private final Bounds bounds;
    private final Upstream upstream;
    private final List<String> violations = new ArrayList<>();

    private Invariants(Load load, Bounds bounds) {
        this.load = load;
        this.bounds = bounds;
        this.upstream = Upstream.of(load.cluster());
    }

    /**
     * @param asked how many GETs one poll may come to
     * @param more how many GETs more an id may cost than one patient client would ask
     * @param inFlight how many GETs of one id may have been under way at once
     * @param sameMoment whether all hear of the same moment of a decision; not where two replicas got it without Redis between them
     */
    record Bounds(int asked, int more, int inFlight, boolean sameMoment) {

        /** One poller in the cluster. */
        static final Bounds STRICT = new Bounds(1, 0, 1);

        Bounds(int asked, int more, int inFlight) {
            this(asked, more, inFlight, true);
        }

        String said(String body) {
            return sameMoment ? body : body.replaceFirst("\"decided_at\":\"[^\"]*\"", "");
        }
    }

    static Upstream check(Load load, Bounds bounds) {
        Invariants invariants = new Invariants(load, bounds);
        load.all().forEach(invariants::isPaidForOnceAtMost);
        load.accepted().forEach(tracked -> {
            invariants.everybodyHeardTheOneDecision(tracked);
            invariants.everyReplicaTellsIt(tracked);
            invariants.isAskedForAsByOne(tracked);
        });
        List<String> violations = invariants.violations;
        assertThat(violations.subList(0, Math.min(SHOWN, violations.size())))
                .as("the first of %d violations", violations.size())
                .isEmpty();
        assertThat(load.accepted()).isNotEmpty();
        assertThat(load.cluster().complaints()).as("log").isEmpty();
        return invariants.upstream;
    }

    private void require(boolean met, Tracked tracked, String what, Object found) {
        if (!met) {
            String text = String.valueOf(found);
            violations.add(tracked + ": " + what + ", but " + text.substring(0, Math.min(SHORT, text.length())));
        }
    }

    private void isPaidForOnceAtMost(Tracked tracked) {
        List<?> ids = upstream.whole(tracked).stream()
                .map(upload -> upload.get("uuid"))
                .toList();
        require(ids.size() <= 1, tracked, "is uploaded once", ids);
        if (tracked.submitted() instanceof Submitted.Accepted accepted) {
            require(ids.equals(List.of(accepted.id())), tracked, "is uploaded as what its client was told", ids);
        } else if (tracked.submitted() instanceof Submitted.Refused refused && refused.free()) {
            require(ids.isEmpty(), tracked, "costs nothing when it may be sent again", ids);
        }
    }

    private void everybodyHeardTheOneDecision(Tracked tracked) {
        Set<String> bodies = new HashSet<>();
        for (Waiter waiter : tracked.waiting()) {
            List<Heard> decisions = waiter.decisions().stream()
                    .filter(heard -> !heard.event().equals("status"))
                    .toList();
            boolean one = decisions.size() == 1 && decisions.get(0).status().equals(tracked.expected());
            require(one, tracked, "every waiter hears " + tracked.expected() + " once", waiter);
            waiter.decisions().forEach(heard -> bodies.add(bounds.said(heard.body())));
        }
        require(bodies.size() == 1, tracked, "all hear the same", bodies);
    }

    private void everyReplicaTellsIt(Tracked tracked) {
        for (int replica = 0; replica < Cluster.REPLICAS; replica++) {
            String body = bounds.said(
                    Cluster.await(load.cluster().clients().read(replica, "/v1/verifications/" + tracked.id())));
            boolean told = tracked.decisions().stream()
                    .anyMatch(heard -> bounds.said(heard.body()).equals(body));
            require(told, tracked, "replica " + replica + " tells what all have heard", body);
        }
    }

    private void isAskedForAsByOne(Tracked tracked) {
        int polls = upstream.polls(tracked.id()).size();
        int most = Schedule.most(upstream.polled(tracked.id())) * bounds.asked() + bounds.more();
        require(polls <= most, tracked, "is asked for " + most + " times at most", polls);
        int inFlight = upstream.mostInFlight(tracked.id());
        require(inFlight <= bounds.inFlight(), tracked, "is asked for by one at a time", inFlight);
    }
}
