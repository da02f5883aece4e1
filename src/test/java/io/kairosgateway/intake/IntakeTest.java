package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.kairos.Credentials;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upload leaves behind when it fails before it has begun. */
class IntakeTest {

    private static final GatewaySettings SETTINGS = TestSettings.defaults();

    private final Vertx vertx = Vertx.vertx();
    private final Set<Object> timers = new HashSet<>();
    private final InFlight inFlight = new InFlight(SETTINGS);

    @AfterEach
    void stop() {
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exceptionHandler", "handler", "endHandler", "connection", "put", "get"})
    void whateverThrowsBeforeAnUploadBeginsLeavesNeitherAPlaceNorATimer(String throwing) {
        // Given
        Ledger ledger = stub(Ledger.class, throwing, (proxy, method, arguments) -> false);
        Intake intake = new Intake(counted(), null, null, inFlight, null, ledger, null, SETTINGS);
        Tenant tenant = new Tenant("default", List.of(), new Credentials("", ""), Optional.empty(), Set.of());

        // When
        assertThatThrownBy(() -> intake.submit(request(throwing), tenant, Kind.DOCUMENT, "v0.1", null)
                        .await()
                        .indefinitely())
                .isInstanceOf(IllegalStateException.class);

        // Then
        assertThat(inFlight.count()).isZero();
        assertThat(timers).isEmpty();
    }

    /** A request whose method of this name throws. */
    private static RoutingContext request(String throwing) {
        HttpServerResponse response = stub(HttpServerResponse.class, throwing, (proxy, method, arguments) -> false);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", MultipartBodies.CONTENT_TYPE);
        HttpServerRequest request = stub(
                HttpServerRequest.class,
                throwing,
                (proxy, method, arguments) -> method.getName().equals("headers")
                        ? headers
                        : method.getName().equals("getHeader") ? null : proxy);
        return stub(RoutingContext.class, throwing, (proxy, method, arguments) -> switch (method.getName()) {
            case "request" -> request;
            case "response" -> response;
            case "put" -> proxy;
            default -> null;
        });
    }

    private static <T> T stub(Class<T> type, String throwing, InvocationHandler otherwise) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals(throwing)) {
                        throw new IllegalStateException(throwing);
                    }
                    return otherwise.invoke(proxy, method, arguments);
                }));
    }

    private Vertx counted() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(vertx, arguments);
                        switch (method.getName()) {
                            case "setTimer" -> timers.add(result);
                            case "cancelTimer" -> timers.remove(arguments[0]);
                            default -> {}
                        }
                        return result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
