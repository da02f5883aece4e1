package io.kairosgateway.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The simulator beside a gateway in development; read only in the build profiles dev, test and sandbox. */
@ConfigMapping(prefix = "gateway.sandbox")
interface SandboxSettings {

    /** Whether the simulator starts with the gateway. */
    @WithDefault("true")
    boolean enabled();

    /** Its port on the loopback address; {@code gateway.kairos.url} has to name the same. */
    @WithDefault("8089")
    int port();

    /** From the end of an upload to the decision of the asynchronous kinds, unless a file name says otherwise. */
    @WithDefault("4s")
    Duration delay();
}
