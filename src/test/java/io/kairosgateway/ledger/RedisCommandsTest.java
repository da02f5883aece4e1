package io.kairosgateway.ledger;

import static java.util.function.Function.identity;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisCommandsTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int MOST = 1_000;
    private static final Request PING = Request.cmd(Command.PING);
    private static final List<String> GREETED = List.of("+OK", "+PONG");

    private final RealRedis server = RealRedis.started();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    private RedisCommands commands;

    @BeforeEach
    void start() {
        commands = new RedisCommands(vertx, options(server.url()), PATIENCE);
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
        assertThat(later.join().toLong()).isEqualTo(connection(context));
        Awaitility.await().until(() -> connections(context), open -> open == 1);
    }

    @Test
    void noMoreWaitForAnswersThanMay() {
        // Given
        RedisCommands patient = new RedisCommands(vertx, options(server.url()), Duration.ofMinutes(1));
        Context context = vertx.getOrCreateContext();
        send(patient, context, PING).join();
        server.freeze();

        // When
        List<CompletableFuture<Response>> waiting = IntStream.range(0, MOST)
                .mapToObj(i -> send(patient, context, PING))
                .toList();

        // Then
        assertThat(send(patient, context, PING)).failsWithin(Duration.ofSeconds(5));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        server.thaw();
        assertThat(waiting).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(5)));
        patient.close();
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

    @Test
    void whatThreadsOfAnyKindAskIsCountedRightOnEveryEventLoop() {
        // Given: threads that are no event loop's, at least one for each event loop.
        RedisCommands patient = new RedisCommands(vertx, options(server.url()), Duration.ofMinutes(1));
        Queue<Context> contexts = new ConcurrentLinkedQueue<>();

        // When
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    contexts.add(vertx.getOrCreateContext());
                    for (int round = 0; round < 50; round++) {
                        Uni.join()
                                .all(IntStream.range(0, 40)
                                        .mapToObj(n -> n % 2 == 0 ? patient.send(PING) : patient.read(PING))
                                        .toList())
                                .andFailFast()
                                .await()
                                .atMost(Duration.ofSeconds(20));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        threads.forEach(RedisCommandsTest::join);

        // Then: on each as many may wait as if none had ever asked, and no more.
        Map<EventLoop, Context> eventLoops = contexts.stream()
                .collect(Collectors.toMap(
                        context -> ((ContextInternal) context).nettyEventLoop(), identity(), (one, other) -> one));
        assertThat(eventLoops).hasSize(4);
        server.freeze();
        for (Context context : eventLoops.values()) {
            List<CompletableFuture<Response>> waiting = IntStream.range(0, MOST)
                    .mapToObj(i -> send(patient, context, PING))
                    .toList();
            assertThat(send(patient, context, PING)).failsWithin(Duration.ofSeconds(5));
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
        }
        server.thaw();
        patient.close();
    }

    @Test
    void aServerThatRefusesToGreetIsTriedAgain() throws IOException {
        // Given: the first connection is one too many.
        try (ScriptedServer scripted = new ScriptedServer(
                connection -> connection == 1 ? List.of("-ERR max number of clients reached") : GREETED)) {
            RedisCommands toIt = new RedisCommands(vertx, options(scripted.url()), PATIENCE);
            Context context = vertx.getOrCreateContext();

            // When
            CompletableFuture<Response> first = send(toIt, context, PING);

            // Then
            assertThat(first).failsWithin(Duration.ofSeconds(5));
            Awaitility.await().until(() -> scripted.ended(1));
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> send(toIt, context, PING).join().toString(), "PONG"::equals);
            toIt.close();
        }
    }

    @Test
    void aConnectionWithAnUnreadableAnswerIsReplaced() throws IOException {
        // Given
        try (ScriptedServer scripted =
                new ScriptedServer(connection -> connection == 1 ? List.of("+OK", "?unreadable") : GREETED)) {
            RedisCommands toIt = new RedisCommands(vertx, options(scripted.url()), PATIENCE);
            Context context = vertx.getOrCreateContext();

            // When
            CompletableFuture<Response> unreadable = send(toIt, context, PING);

            // Then
            assertThat(unreadable).failsWithin(Duration.ofSeconds(5));
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> send(toIt, context, PING).join().toString(), "PONG"::equals);
            Awaitility.await().until(() -> scripted.ended(1));
            toIt.close();
        }
    }

    @Test
    void aServerThatIsTheMasterNoMoreIsConnectedToAnew() {
        // Given: it follows another, and keeps the connection.
        Context context = vertx.getOrCreateContext();
        long before = connection(context);
        send(context, Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg(GatewayProcess.freePort()))
                .join();

        // When
        Awaitility.await().until(() -> {
            assertThat(send(context, Request.cmd(Command.INCR).arg("n")))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withMessageContaining("READONLY");
            return connection(context) != before;
        });

        // Then
        Awaitility.await().until(() -> connections(context), open -> open == 1);
        send(context, Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE")).join();
        assertThat(send(context, Request.cmd(Command.INCR).arg("n")).join().toInteger())
                .isEqualTo(1);
    }

    /** Answers each command with the next line that there is for the connection, and with none when there is no more. */
    private static final class ScriptedServer implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<Integer> ended = ConcurrentHashMap.newKeySet();

        ScriptedServer(IntFunction<List<String>> answersOfConnection) throws IOException {
            start(() -> {
                for (int i = 1; ; i++) {
                    int number = i;
                    Socket socket = listening.accept();
                    start(() -> serve(socket, number, answersOfConnection.apply(number)));
                }
            });
        }

        String url() {
            return "redis://127.0.0.1:" + listening.getLocalPort();
        }

        /** Whether the client has closed it. */
        boolean ended(int connection) {
            return ended.contains(connection);
        }

        private Void serve(Socket socket, int number, List<String> answers) throws IOException {
            try (socket) {
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                Iterator<String> next = answers.iterator();
                for (String start = commands.readLine(); start != null; start = commands.readLine()) {
                    if (start.startsWith("*") && next.hasNext()) {
                        socket.getOutputStream().write((next.next() + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } finally {
                ended.add(number);
            }
            return null;
        }

        private static void start(Callable<Void> task) {
            Thread thread = new Thread(new FutureTask<>(task));
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static RedisOptions options(String url) {
        RedisOptions options = new RedisOptions().setConnectionString(url).setMaxWaitingHandlers(MOST);
        options.getNetClientOptions().setConnectTimeout(1_000);
        return options;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
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
        return send(commands, context, request);
    }

    private static CompletableFuture<Response> send(RedisCommands commands, Context context, Request request) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Uni<Response> sent = commands.send(request);
        context.runOnContext(now -> sent.subscribe().with(answer::complete, answer::completeExceptionally));
        return answer;
    }

    private long connection(Context context) {
        return send(context, Request.cmd(Command.CLIENT).arg("ID")).join().toLong();
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
