package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.ScaleSection.Cost;
import io.kairosgateway.bench.race.ScaleSection.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What so many verifications a second would need, from what one costs here. The page says what is assumed of clients and of Kairos. */
record ScaleArithmetic(Figures figures, List<RedisLimit> limits) {

    private static final double[] RATES = {1_000, 10_000};

    private static final double UPLOAD_BYTES = 2 << 20;
    private static final double UPLINK_BITS = 5e6;
    private static final double WAIT_SECONDS = 5;
    private static final double GET_SECONDS = 0.2;

    /** As the manifests set them, and as is measured by the other sections and commands. */
    private static final double MAX_UPLOADS = 256;

    private static final double MAX_WAITERS = 10_000;
    private static final double MAX_GETS = 64;
    private static final double TICK_SECONDS = 0.1;
    private static final double CORES = 2;
    private static final double BUSY = 0.6;
    private static final double REDIS_BUSY = 0.7;
    private static final double UPLOAD_MIB = 0.6;
    private static final double WAITER_KIB = 11;
    private static final double CONNECTIONS = 5;

    private static final double DAY = 86_400;

    void write(ScaleTables.Tables tables) {
        Cost busy = figures.busy();
        double cpuEach = busy.each(Cluster.Span::cpuSeconds).median() + UPLOAD_BYTES / 1e9 * figures.cpuPerGigabyte();
        double getsEach = busy.of(ScaleSection.Sample::gets).median();
        double redisIn = busy.each(Cluster.Span::redisBytesIn).median();
        double redisOut = busy.each(Cluster.Span::redisBytesOut).median();
        DoubleUnaryOperator uploads = rate -> rate * UPLOAD_BYTES * 8 / UPLINK_BITS;
        DoubleUnaryOperator waiters = rate -> rate * WAIT_SECONDS;
        DoubleUnaryOperator gets = rate -> rate * getsEach;
        DoubleUnaryOperator byCpu = rate -> byCpu(rate, cpuEach);
        DoubleUnaryOperator byUploads = rate -> Math.ceil(uploads.applyAsDouble(rate) / MAX_UPLOADS);
        DoubleUnaryOperator byWaiters = rate -> Math.ceil(waiters.applyAsDouble(rate) / MAX_WAITERS);
        DoubleUnaryOperator byGets =
                rate -> Math.ceil(gets.applyAsDouble(rate) * (GET_SECONDS + TICK_SECONDS) / MAX_GETS);
        DoubleUnaryOperator replicas = rate -> Math.max(
                Math.max(byCpu.applyAsDouble(rate), byUploads.applyAsDouble(rate)),
                Math.max(byWaiters.applyAsDouble(rate), byGets.applyAsDouble(rate)));
        DoubleUnaryOperator redisCores = rate -> rate / perCore(replicas.applyAsDouble(rate));
        List<List<String>> rows = new ArrayList<>();
        row(rows, "bytes in, and as many out to Kairos, Gbit/s", rate -> rate * UPLOAD_BYTES * 8 / 1e9);
        row(rows, "uploads under way", uploads);
        row(rows, "– their memory at most, GiB", rate -> uploads.applyAsDouble(rate) * UPLOAD_MIB / 1024);
        row(rows, "waiters", waiters);
        row(rows, "– their memory, GiB", rate -> waiters.applyAsDouble(rate) * WAITER_KIB / 1024 / 1024);
        row(rows, "GETs at Kairos a second", gets);
        row(
                rows,
                "cores of replicas",
                rate -> rate * (cpuEach + figures.cpuPerMessage() * replicas.applyAsDouble(rate)));
        row(rows, "replicas, by CPU (2 cores at 60 %)", byCpu);
        row(rows, "replicas, by uploads under way (256)", byUploads);
        row(rows, "replicas, by GETs under way (64)", byGets);
        row(rows, "replicas, by waiters (10 000)", byWaiters);
        row(rows, "**replicas: the most of these**", replicas);
        row(rows, "connections to Redis", rate -> replicas.applyAsDouble(rate) * CONNECTIONS);
        row(rows, "**cores of Redis**, with as many subscribed", redisCores);
        row(rows, "Redis: in, Gbit/s", rate -> rate * redisIn * 8 / 1e9);
        row(rows, "Redis: out without the messages, Gbit/s", rate -> rate * redisOut * 8 / 1e9);
        row(rows, "Redis: messages a second", rate -> rate * replicas.applyAsDouble(rate));
        row(rows, "**memory of Redis, GiB**: results 24 h, owners 30 d", rate -> gib(rate, DAY, 30 * DAY));
        row(rows, "the same: results 1 h, owners 1 d", rate -> gib(rate, DAY / 24, DAY));
        List<String> header = new ArrayList<>(List.of("verifications a second"));
        Arrays.stream(RATES).forEach(rate -> header.add(Spread.number(rate)));
        String most = Spread.number(Math.floor(most(redisCores) / 100) * 100);
        tables.table(
                "What so many would need, with what one costs here. One Redis whose core is 70 % busy takes " + most
                        + " a second, with as many replicas as those need:",
                header,
                rows);
    }

    /** Cores grow with the rate, so the rate is found by halving. */
    private static double most(DoubleUnaryOperator redisCores) {
        double enough = 0;
        double step = RATES[RATES.length - 1];
        for (; step > 1; step /= 2) {
            enough += redisCores.applyAsDouble(enough + step) <= REDIS_BUSY ? step : 0;
        }
        return enough;
    }

    /** Each hears of all, so a replica more takes from the others a little of what it brings. */
    private double byCpu(double rate, double cpuEach) {
        return Math.ceil(rate * cpuEach / (CORES * BUSY - rate * figures.cpuPerMessage()));
    }

    private static void row(List<List<String>> rows, String what, DoubleUnaryOperator figure) {
        List<String> row = new ArrayList<>(List.of(what));
        Arrays.stream(RATES).forEach(rate -> row.add(Spread.number(figure.applyAsDouble(rate))));
        rows.add(row);
    }

    /** The owner is in what is measured of a decided one; it stays when the result goes. */
    private double gib(double rate, double results, double owners) {
        return rate
                * (results * figures.stored().decided()
                        + (owners - results) * figures.stored().owner())
                / (1 << 30);
    }

    /** Redis' work for a verification is so much, and so much more for each who is subscribed. */
    private double perCore(double subscribed) {
        RedisLimit few = limits.get(0);
        RedisLimit many = limits.get(limits.size() - 1);
        double more = (1 / many.perCore() - 1 / few.perCore()) / (many.listeners() - few.listeners());
        return 1 / (1 / few.perCore() + Math.max(0, more) * (subscribed - few.listeners()));
    }
}
