package io.kairosgateway.sandbox;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The simulator as a process of its own: {@code -Dport=8089 -Ddelay=PT4S}, or the same two as arguments, and {@code -Dhost=0.0.0.0} for
 * callers from elsewhere than this machine. Ends with SIGTERM.
 */
public final class SimulatorMain {

    private SimulatorMain() {}

    public static void main(String[] args) {
        String port = args.length > 0 ? args[0] : System.getProperty("port", "8089");
        String delay = args.length > 1 ? args[1] : System.getProperty("delay", "PT4S");
        SimulatorOptions options = SimulatorOptions.defaults()
                .withHost(System.getProperty("host", "127.0.0.1"))
                .withPort(Integer.parseInt(port))
                .withDelay(duration(delay));
        Vertx vertx = Vertx.vertx();
        KairosSimulator.start(vertx, options)
                .onSuccess(simulator -> System.out.println("Kairos simulator: " + simulator.url()))
                .onFailure(taken -> {
                    System.err.println(
                            "The Kairos simulator cannot listen on port " + port + ": " + taken.getMessage());
                    vertx.close().onComplete(closed -> System.exit(1));
                });
    }

    /** {@code PT0.3S} as ISO 8601 has it, or {@code 300ms} and {@code 4s} as file names have it. */
    private static Duration duration(String text) {
        return Reading.duration(text).orElseGet(() -> Duration.parse(text));
    }
}
