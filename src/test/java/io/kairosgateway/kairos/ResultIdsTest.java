package io.kairosgateway.kairos;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A result is taken for the one that was asked for by its id, and not because it came. */
class ResultIdsTest {

    private static final String MINE = "fca044bd-a6a7-4a4a-bc11-ecd012ec7af3";
    private static final String OTHER = "0b5dcb16-5a52-4c1b-8a54-a8d4e6a0f0f1";
    private static final String THIRD = "5d0f6f1e-8f2c-4d4e-9c2b-0a1b2c3d4e5f";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Whether each GET had a connection to itself, and whether the connection was distrusted afterwards. */
    private final List<String> gets = new ArrayList<>();

    private static String decided(String id) {
        return "{" + (id == null ? "" : "\"api_req_uid\":\"" + id + "\",")
                + "\"response_data\":{\"decision\":{\"details\":[],\"reject_score\":0,\"review_score\":0}}}";
    }

    private KairosResults results(String rule, String... bodies) {
        return results(new ResultIds(settings(rule), meters), rule, bodies);
    }

    private static GatewaySettings settings(String rule) {
        return TestSettings.with(Map.of("kairos.result-id", rule));
    }

    private KairosResults results(ResultIds ids, String rule, String... bodies) {
        GatewaySettings settings = settings(rule);
        KairosAddress address = new KairosAddress(settings);
        Iterator<String> next = List.of(bodies).iterator();
        KairosGets scripted = new KairosGets(Vertx.vertx(), address, null, settings) {
            @Override
            <T> Uni<T> get(Get get, BiFunction<KairosAnswer, Distrust, T> reader) {
                gets.add(get.alone() ? "alone" : "pooled");
                byte[] body = next.next().getBytes(StandardCharsets.UTF_8);
                return Uni.createFrom()
                        .item(() -> reader.apply(
                                KairosAnswer.of(200, "application/json", null, body), () -> gets.add("distrusted")));
            }
        };
        return new KairosResults(scripted, address, new NoGuard(), new NoGuard(), new KairosPath(), ids, settings);
    }

    private static KairosReply ask(KairosResults results, String id) {
        return results.ask(new Credentials("id", "key"), "v0.1", Kind.FULL_ID, new VerificationId(id), PollTrace.NONE)
                .await()
                .atMost(Duration.ofSeconds(20))
                .reply();
    }

    private double foreign() {
        return meters.get("kairos.gateway.results.foreign").counter().count();
    }

    @Test
    void aForeignResultIsAskedForAgainOnAConnectionOfItsOwn() {
        // When
        KairosReply reply = ask(results("auto", decided(OTHER), decided(MINE)), MINE);

        // Then
        assertThat(((KairosReply.Decided) reply).id()).hasToString(MINE);
        assertThat(gets).containsExactly("pooled", "distrusted", "alone");
        assertThat(foreign()).isEqualTo(1);
    }

    @Test
    void twoNewConnectionsThatDisagreeGiveNoDecision() {
        assertThat(ask(results("auto", decided(OTHER), decided(OTHER), decided(THIRD)), MINE))
                .isEqualTo(new KairosReply.Foreign());
    }

    @Test
    void aKairosThatNumbersResultsItselfIsTaken() {
        // When
        KairosReply reply = ask(results("auto", decided(OTHER), decided(OTHER), decided(OTHER)), MINE);

        // Then
        assertThat(((KairosReply.Decided) reply).id()).hasToString(OTHER);
        assertThat(gets).containsSubsequence("pooled", "alone", "alone");
    }

    @Test
    void oneIdIsNeverTakenForTwoVerifications() {
        // Given
        ResultIds ids = new ResultIds(settings("auto"), meters);
        KairosResults results = results(
                ids,
                "auto",
                decided(OTHER),
                decided(OTHER),
                decided(OTHER),
                decided(OTHER),
                decided(OTHER),
                decided(OTHER));
        assertThat(ask(results, MINE)).isInstanceOf(KairosReply.Decided.class);

        // Then
        assertThat(ask(results, THIRD)).isEqualTo(new KairosReply.Foreign());
    }

    @Test
    void aKairosThatHasRepeatedTheIdOnceHasNoNumberingOfItsOwn() {
        // Given
        KairosResults results = results("auto", decided(MINE), decided(OTHER), decided(OTHER));
        ask(results, MINE);

        // Then
        assertThat(ask(results, THIRD)).isEqualTo(new KairosReply.Foreign());
    }

    @Test
    void whatIsMissingIsMissedOnceItHasBeenThere() {
        // Given
        KairosResults results = results("auto", decided(null), decided(MINE), decided(null), decided(null));

        // Then
        assertThat(ask(results, OTHER)).isInstanceOf(KairosReply.Decided.class);
        assertThat(ask(results, MINE)).isInstanceOf(KairosReply.Decided.class);
        assertThat(ask(results, THIRD)).isEqualTo(new KairosReply.Foreign());
    }

    @Test
    void whatIsPendingForAnotherIsNotPassedOn() {
        // Given
        String pending = "{\"api_req_uid\":\"" + OTHER + "\",\"response_data\":{\"document\":{\"name\":\"x\"}}}";
        KairosResults results = results("auto", pending, pending);

        // When
        Asked asked = results.ask(
                        new Credentials("id", "key"), "v0.1", Kind.FULL_ID, new VerificationId(MINE), PollTrace.NONE)
                .await()
                .atMost(Duration.ofSeconds(20));

        // Then
        assertThat(asked).isEqualTo(Asked.foreign());
    }

    @Test
    void theIdMayBeRequired() {
        assertThat(ask(results("require", decided(null), decided(null)), MINE)).isEqualTo(new KairosReply.Foreign());
        assertThat(ask(results("require", decided(OTHER), decided(OTHER)), MINE))
                .isEqualTo(new KairosReply.Foreign());
        assertThat(ask(results("require", decided(MINE)), MINE)).isInstanceOf(KairosReply.Decided.class);
    }

    @Test
    void theIdMayBeIgnored() {
        // When
        KairosReply reply = ask(results("ignore", decided(OTHER)), MINE);

        // Then
        assertThat(((KairosReply.Decided) reply).id()).isNull();
        assertThat(gets).containsExactly("pooled");
    }

    /** Lets everything through. */
    private static final class NoGuard implements Guard {

        @Override
        public <T> T call(Callable<T> action, Class<T> type) throws Exception {
            return action.call();
        }

        @Override
        public <T> T call(Callable<T> action, TypeLiteral<T> type) throws Exception {
            return action.call();
        }

        @Override
        public <T> T get(Supplier<T> action, Class<T> type) {
            return action.get();
        }

        @Override
        public <T> T get(Supplier<T> action, TypeLiteral<T> type) {
            return action.get();
        }
    }
}
