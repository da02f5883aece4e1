package io.kairosgateway.cluster;

import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.GatewayProcess;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One of the gateways, and the two proxies through which it alone reaches Redis and Kairos. */
final class Replica {

    private static final Pattern BAD = Pattern.compile("unexpected fault|\"level\":\"ERROR\"| ERROR ");

    private static final Pattern WORTH_A_LOOK = Pattern.compile("\"level\":\"(WARN|ERROR)|  ?(WARN|ERROR) ");

    private final FaultProxy redis;
    private final FaultProxy kairos;
    private final GatewayProcess.Launch launch;
    private final List<GatewayProcess> generations = new CopyOnWriteArrayList<>();
    private int read;

    Replica(FaultProxy redis, FaultProxy kairos, GatewayProcess.Launch launch) {
        this.redis = redis;
        this.kairos = kairos;
        this.launch = launch;
    }

    FaultProxy redis() {
        return redis;
    }

    FaultProxy kairos() {
        return kairos;
    }

    /** The process that runs, or ran last. */
    GatewayProcess gateway() {
        return generations.get(generations.size() - 1);
    }

    boolean running() {
        return !generations.isEmpty() && gateway().running();
    }

    void start() {
        generations.add(launch.start());
    }

    void end(Consumer<GatewayProcess> end) {
        end.accept(gateway());
    }

    /** How many lines it has logged so far that are to be looked at. */
    long warnings() {
        return generations.stream()
                .flatMap(generation -> generation.log().lines())
                .filter(line -> WORTH_A_LOOK.matcher(line).find())
                .count();
    }

    /** The lines that it has logged since the last time, about a fault that it did not expect. */
    List<String> complaints() {
        List<String> lines = generations.stream()
                .flatMap(generation -> generation.log().lines())
                .toList();
        List<String> unread = lines.subList(read, lines.size());
        read = lines.size();
        return unread.stream().filter(line -> BAD.matcher(line).find()).limit(5).toList();
    }
}
