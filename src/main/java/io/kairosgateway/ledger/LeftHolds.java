package io.kairosgateway.ledger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The holds that are to be given back and whose release Redis has not confirmed. Bounded: the oldest lapse by themselves soonest. */
final class LeftHolds {

    /** As many earlier holders of one name are named to Redis; more are given back by their releases alone. */
    private static final int HOLDERS = 8;

    private final int most;
    private final Map<String, Hold> byHolder = new LinkedHashMap<>();

    LeftHolds(int most) {
        this.most = most;
    }

    synchronized void add(Hold hold) {
        byHolder.put(hold.holder(), hold);
        if (byHolder.size() > most) {
            Iterator<?> eldest = byHolder.values().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    synchronized void confirmed(Hold hold) {
        byHolder.remove(hold.holder());
    }

    synchronized List<Hold> next(int max) {
        return byHolder.values().stream().limit(max).toList();
    }

    /** Who held this name and has left it. */
    synchronized List<String> holders(String name) {
        return byHolder.isEmpty()
                ? List.of()
                : byHolder.values().stream()
                        .filter(hold -> hold.name().equals(name))
                        .map(Hold::holder)
                        .limit(HOLDERS)
                        .toList();
    }

    synchronized boolean isEmpty() {
        return byHolder.isEmpty();
    }
}
