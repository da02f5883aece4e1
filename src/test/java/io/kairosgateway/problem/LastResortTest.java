package io.kairosgateway.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kairosgateway.testing.RealRedisResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails in a filter, before any resource, is answered and logged as it is everywhere. */
@QuarkusTest
@QuarkusTestResource(value = RealRedisResource.class, restrictToAnnotatedClass = true)
class LastResortTest {

    private static final String SECRET = "what-a-fault-may-say";

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(
                    line.getLevel() + " " + new org.jboss.logmanager.formatters.PatternFormatter("%s%e").format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Fails for the paths of this test. */
    @Singleton
    static class Failing {

        void register(@Observes Filters filters) {
            filters.register(Failing::fail, 500);
        }

        private static void fail(RoutingContext context) {
            switch (context.normalizedPath()) {
                case "/fails/by-throwing" -> throw new IllegalStateException(SECRET);
                case "/fails/by-telling" -> context.fail(new IllegalStateException(SECRET));
                case "/fails/by-status" ->
                    context.fail(Integer.parseInt(context.request().getParam("status")));
                default -> context.next();
            }
        }
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    @ParameterizedTest
    @CsvSource({"by-throwing", "by-telling"})
    void aFaultInAFilterIsA500WithOneLineInTheLog(String how) {
        // When
        String body = given().header("X-Request-ID", "the-one-request")
                .get("/fails/" + how + "?token=" + SECRET)
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .header("X-Request-ID", equalTo("the-one-request"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body("code", equalTo("internal_error"))
                .body("request_id", equalTo("the-one-request"))
                .extract()
                .asString();

        // Then
        assertThat(body).doesNotContain(SECRET, "Exception", "at io.");
        assertThat(logged)
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .contains("unexpected fault", "request=the-one-request", "cause=java.lang.IllegalStateException")
                .doesNotContain(SECRET);
        assertThat(logged).noneMatch(line -> line.contains(SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad_request",
        "404, not_found",
        "405, method_not_allowed",
        "413, request_too_large",
        "414, uri_too_long",
        "415, unsupported_media_type",
        "431, headers_too_large"
    })
    void aBareStatusOfTheFrameworkBecomesAProblem(int status, String code) {
        given().get("/fails/by-status?status=" + status)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("request_id", notNullValue());
        assertThat(logged).noneMatch(line -> line.startsWith("ERROR"));
    }

    @Test
    void whatFailsNowhereIsLeftAlone() {
        given().get("/nothing").then().statusCode(404).body("code", equalTo("not_found"));
    }
}
