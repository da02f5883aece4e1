package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.RealRedis;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisCommandsTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int MOST = 1_000;

    private final RealRedis server = RealRedis.started();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private RedisCommands commands;

    @BeforeEach
    void start() {
        commands = new RedisCommands(
                vertx, new RedisOptions().setConnectionString(server.url()).setMaxWaitingHandlers(MOST), PATIENCE);
    }

    @AfterEach
    void stop() {
        commands.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    @Test
    void everyEventLoopHasOneConnectionForAllOfItsCommands() {
        // Given
        List<Context> eventLoops = List.of(vertx.getOrCreateContext(), onAnotherEventLoop());

        // When
        List<CompletableFuture<Response>> answers = IntStream.range(0, MOST)
                .mapToObj(i ->
                        send(eventLoops.get(i % 2), Request.cmd(Command.ECHO).arg("" + i)))
                .toList();

        // Then
        assertThat(answers).extracting(answer -> answer.join().toString()).containsExactlyElementsOf(numbers());
        assertThat(connections(eventLoops.get(0))).isEqualTo(2);
    }

    @Test
    void anAnswerComesBackOnTheContextThatAsked() {
        // Given
        Context context = onAnotherEventLoop();
        CompletableFuture<Context> heardOn = new CompletableFuture<>();

        // When
        context.runOnContext(now -> commands.send(Request.cmd(Command.PING))
                .subscribe()
                .with(answer -> heardOn.complete(Vertx.currentContext()), heardOn::completeExceptionally));

        // Then
        assertThat(heardOn.join() == context).isTrue();
    }

    @Test
    void aRestartedServerIsFoundAgain() {
        // Given
        Context context = vertx.getOrCreateContext();
        send(context, Request.cmd(Command.PING)).join();
        server.stop();
        assertThat(send(context, Request.cmd(Command.PING))).failsWithin(Duration.ofSeconds(5));

        // When
        server.start();

        // Then
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> send(context, Request.cmd(Command.PING)).join().toString(), "PONG"::equals);
    }

    @Test
    void whatAFrozenServerOwesArrivesWhenItThawsAndNothingIsAskedForBehindIt() {
        // Given: it owes an answer for longer than the patience.
        Context context = vertx.getOrCreateContext();
        send(context, Request.cmd(Command.PING)).join();
        server.freeze();
        CompletableFuture<Response> owed =
                send(context, Request.cmd(Command.INCR).arg("n"));
        Awaitility.await().pollDelay(PATIENCE.multipliedBy(2)).until(() -> !owed.isDone());

        // When
        CompletableFuture<Response> later =
                send(context, Request.cmd(Command.CLIENT).arg("ID"));
        server.thaw();

        // Then: the second went over a connection of its own, and the first one's is closed when it has answered.
        assertThat(owed.join().toInteger()).isEqualTo(1);
        assertThat(later.join().toLong())
                .isEqualTo(send(context, Request.cmd(Command.CLIENT).arg("ID"))
                        .join()
                        .toLong());
        Awaitility.await().until(() -> connections(context), open -> open == 1);
    }

    @Test
    void noMoreWaitForAnswersThanMay() {
        // Given
        Context context = vertx.getOrCreateContext();
        send(context, Request.cmd(Command.PING)).join();
        server.freeze();

        // When
        List<CompletableFuture<Response>> waiting = IntStream.range(0, MOST)
                .mapToObj(i -> send(context, Request.cmd(Command.PING)))
                .toList();

        // Then
        assertThat(send(context, Request.cmd(Command.PING))).failsWithin(Duration.ofSeconds(5));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        server.thaw();
        assertThat(waiting).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(5)));
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        // Given
        Context context = vertx.getOrCreateContext();
        send(context, Request.cmd(Command.PING)).join();

        // When
        commands.close();

        // Then
        assertThat(send(context, Request.cmd(Command.PING))).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void whatIsReadInOneTurnIsAnsweredEachByItself() {
        // Given: one of the keys is of a kind that cannot be read so.
        Context context = vertx.getOrCreateContext();
        IntStream.range(0, 3)
                .forEach(i -> send(
                                context,
                                Request.cmd(Command.HSET)
                                        .arg("hash" + i)
                                        .arg("field")
                                        .arg(i))
                        .join());
        send(context, Request.cmd(Command.SET).arg("text").arg("value")).join();
        List<String> keys = List.of("hash0", "hash1", "text", "nothing", "hash2");

        // When
        List<CompletableFuture<String>> answers = Stream.generate(CompletableFuture<String>::new)
                .limit(keys.size())
                .toList();
        context.runOnContext(now -> IntStream.range(0, keys.size())
                .forEach(i -> commands.read(
                                Request.cmd(Command.HGET).arg(keys.get(i)).arg("field"))
                        .map(String::valueOf)
                        .subscribe()
                        .with(answers.get(i)::complete, answers.get(i)::completeExceptionally)));

        // Then
        assertThat(answers.get(2))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withMessageContaining("WRONGTYPE");
        assertThat(Stream.of(0, 1, 3, 4).map(i -> answers.get(i).join())).containsExactly("0", "1", "null", "2");
    }

    private Context onAnotherEventLoop() {
        CompletableFuture<Context> another = new CompletableFuture<>();
        vertx.deployVerticle(
                () -> new AbstractVerticle() {
                    @Override
                    public void start() {
                        another.complete(context);
                    }
                },
                new DeploymentOptions());
        return another.join();
    }

    private CompletableFuture<Response> send(Context context, Request request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Uni<Response> sent = commands.send(request);
        context.runOnContext(now -> sent.subscribe().with(answer::complete, answer::completeExceptionally));
        return answer;
    }

    private long connections(Context context) {
        return send(context, Request.cmd(Command.CLIENT).arg("LIST"))
                .join()
                .toString()
                .lines()
                .count();
    }

    private static List<String> numbers() {
        return IntStream.range(0, MOST).mapToObj(String::valueOf).toList();
    }
}
