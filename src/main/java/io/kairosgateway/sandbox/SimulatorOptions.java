package io.kairosgateway.sandbox;

import java.time.Duration;

/**
 * How the simulator behaves when neither header nor file name says otherwise.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param appId what {@code app_id} must be
 * @param appKey what {@code app_key} must be
 * @param delay from the end of an upload to the decision of the asynchronous kinds
 * @param slowRate bytes per second that {@code fault=slow} reads, 1 or more
 */
public record SimulatorOptions(String host, int port, String appId, String appKey, Duration delay, int slowRate) {

    public SimulatorOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the simulator's port must be 0 to 65535");
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the simulator's delay must not be negative");
        }
        if (slowRate < 1) {
            throw new IllegalArgumentException("the simulator's slow rate must be at least 1 byte per second");
        }
    }

    /** A free port of the loopback address, the sandbox credentials, 4 s to the decision, 100 KB/s where slow. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                "127.0.0.1", 0, "sandbox-app-id", "sandbox-app-key", Duration.ofSeconds(4), 100_000);
    }

    public SimulatorOptions withHost(String value) {
        return new SimulatorOptions(value, port, appId, appKey, delay, slowRate);
    }

    public SimulatorOptions withPort(int value) {
        return new SimulatorOptions(host, value, appId, appKey, delay, slowRate);
    }

    public SimulatorOptions withDelay(Duration value) {
        return new SimulatorOptions(host, port, appId, appKey, value, slowRate);
    }

    public SimulatorOptions withSlowRate(int value) {
        return new SimulatorOptions(host, port, appId, appKey, delay, value);
    }

    @Override
    public String toString() {
        return "SimulatorOptions[host=" + host + ", port=" + port + ", delay=" + delay + ", slowRate=" + slowRate + "]";
    }
}
