package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.Deed;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.HostileKairos;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A Kairos that says any bytes at any time: nobody gets what is another's, nothing forged is approved, and the replica lives. Each upload holds a
 * mark, its result repeats it, and the mark says whether it may be approved.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileKairosIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration STORM = Duration.ofSeconds(Integer.getInteger("hostile.seconds", 60));
    private static final long SEED = Long.getLong("hostile.seed", 20261128);
    private static final long MOST_MEMORY = 700L << 20;
    private static final List<String> TENANTS = List.of("default", "acme", "umbrella");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** What is done with the next requests; with all that come after them, what the plan says. */
    private static final Queue<Deed> UPLOADS = new ConcurrentLinkedQueue<>();

    private static final Queue<Deed> GETS = new ConcurrentLinkedQueue<>();
    private static volatile Function<HostileKairos.Request, Deed> plan = request -> Deed.HUGE_FAULT;

    private static HostileKairos kairos;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        kairos = HostileKairos.start(SEED, HostileKairosIT::next);
        gateway = GatewayProcess.of(kairos.url())
                // The first GETs are its own, and their answers have no end.
                .without("GATEWAY_KAIROS_SELF_CHECK")
                .with("GATEWAY_TENANTS_ACME_API_KEYS", key("acme"))
                .with("GATEWAY_TENANTS_ACME_KAIROS_APP_ID", "acme-app-id")
                .with("GATEWAY_TENANTS_ACME_KAIROS_APP_KEY", "acme-app-key")
                .with("GATEWAY_TENANTS_UMBRELLA_API_KEYS", key("umbrella"))
                .with("GATEWAY_TENANTS_UMBRELLA_KAIROS_APP_ID", "umbrella-app-id")
                .with("GATEWAY_TENANTS_UMBRELLA_KAIROS_APP_KEY", "umbrella-app-key")
                .with("GATEWAY_KAIROS_MAX_ANSWER_SIZE", "256K")
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "4s")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "2s")
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_DELAY", "300ms")
                .with("GATEWAY_WATCH_LEASE", "8s")
                .with("GATEWAY_WATCH_MAX_INTERVAL", "1s")
                .with("GATEWAY_WATCH_BUDGET", "60s")
                .with("GATEWAY_WATCH_DROP_IN_WAIT", "3s")
                .option("-Xmx160m")
                .option("-XX:+ExitOnOutOfMemoryError")
                .start();
    }

    @AfterAll
    static void stop() {
        String log = gateway.log();
        gateway.close();
        kairos.close();
        // That Kairos gives an id twice is told as an error, because somebody has to look into it; it is none of the
        // gateway's.
        assertThat(log.lines().filter(line -> !line.contains("Kairos gave an upload the id of another one")))
                .noneMatch(line -> line.contains("ERROR")
                        || line.contains("unexpected fault")
                        || line.contains("OutOfMemory")
                        || line.contains("mark-"));
    }

    @BeforeEach
    void honest() {
        UPLOADS.clear();
        GETS.clear();
        if (NUMBER.get() > 0) {
            plan = request -> Deed.HONEST;
        }
    }

    private static Deed next(HostileKairos.Request request) {
        Deed next = (request.upload() ? UPLOADS : GETS).poll();
        return next == null ? plan.apply(request) : next;
    }

    private static String key(String tenant) {
        return tenant.equals("default") ? GatewayProcess.API_KEY : "key-of-the-tenant-" + tenant;
    }

    /** An upload that its tenant has made, or has tried to. */
    private record Client(String tenant, String mark, String kind, HttpResponse<String> told) {

        static Client of(String tenant, boolean honest, String kind, String... headers) {
            String mark = "mark-" + tenant + (honest ? "-honest-" : "-forged-") + NUMBER.incrementAndGet();
            return new Client(
                    tenant, mark, kind, send(upload(tenant, mark, "/v1/verifications/" + kind, kind, headers)));
        }

        static Client dropIn(String tenant, boolean honest) {
            String mark = "mark-" + tenant + (honest ? "-honest-" : "-forged-") + NUMBER.incrementAndGet();
            return new Client(
                    tenant, mark, "document", send(upload(tenant, mark, "/v0.1/document-verification", "document")));
        }

        String id() {
            return new JsonObject(told.body()).getString("id");
        }

        HttpResponse<String> read(String... headers) {
            return send(request(tenant, "/v1/verifications/" + id(), headers).build());
        }

        /** The end, which is its own. */
        String ended() {
            assertThat(told.statusCode()).as(told.body()).isIn(201, 202);
            await().atMost(SOON)
                    .until(() -> !new JsonObject(read("Prefer", "wait=2").body())
                            .getString("status")
                            .equals("processing"));
            HttpResponse<String> read = read();
            assertOwn(read);
            return new JsonObject(read.body()).getString("status");
        }

        void assertOwn(HttpResponse<String> response) {
            assertThat(HostileKairos.MARK.matcher(response.body()).results().map(MatchResult::group))
                    .as("marks told to the client of " + mark)
                    .allMatch(mark::equals);
            if (mark.contains("-forged-")) {
                assertThat(response.body()).doesNotContain("\"status\":\"approved\"");
            }
        }
    }

    private static HttpRequest.Builder request(String tenant, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path)).timeout(Duration.ofSeconds(60));
        if (path.startsWith("/v0.1")) {
            request.header("app_id", tenant).header("app_key", key(tenant));
        } else {
            request.header("Authorization", "Bearer " + key(tenant));
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static HttpRequest upload(String tenant, String mark, String path, String kind, String... headers) {
        byte[] picture = Pictures.jpeg(600, 800, 20_000);
        byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
        // Into a comment, where the filling is.
        System.arraycopy(bytes, 0, picture, 10_000, bytes.length);
        MultipartBodies body = MultipartBodies.body();
        if (kind.equals("biometric")) {
            body.file("selfie", "a.jpg", "image/jpeg", picture)
                    .file("image", "b.jpg", "image/jpeg", Pictures.jpeg(600, 800));
        } else {
            body.file("document", "a.jpg", "image/jpeg", picture);
        }
        return request(tenant, path, headers)
                .header("Content-Type", MultipartBodies.CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.close()))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double metric(String name) {
        return GatewayProcess.get(gateway.managementUri("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void anErrorPageWithoutAnEndDoesNotEndTheStart() {
        // Then: it was asked, and found nothing out.
        await().atMost(SOON).until(() -> kairos.done().containsKey(Deed.HUGE_FAULT));
        assertThat(gateway.running()).isTrue();

        // When
        NUMBER.incrementAndGet();
        plan = request -> Deed.HONEST;

        // Then
        assertThat(Client.of("acme", true, "document").ended()).isEqualTo("approved");
    }

    @Order(2)
    @ParameterizedTest
    @EnumSource(names = {"PROCESSING_FIRST", "UNKNOWN_INTERIM", "MANY_INTERIMS"})
    void interimResponsesToUploadsAndGetsArePassedOver(Deed deed) {
        // Given
        plan = request -> deed;

        // When: one after the other, so that they share connections.
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(Client.of(TENANTS.get(i % 3), i % 2 == 0, "document"));
        }

        // Then
        for (Client client : clients) {
            assertThat(client.ended()).isEqualTo(client.mark.contains("honest") ? "approved" : "rejected");
        }
    }

    @Test
    @Order(3)
    void aResultOfAnotherIsAskedForAgain() {
        // Given
        assertThat(Client.of("umbrella", true, "document").ended()).isEqualTo("approved");
        double before = metric("kairos_gateway_results_foreign_total");

        // When
        GETS.addAll(List.of(Deed.ANOTHER, Deed.ANOTHER, Deed.ANOTHER));
        Client client = Client.of("acme", false, "document");

        // Then
        assertThat(client.ended()).isEqualTo("rejected");
        assertThat(metric("kairos_gateway_results_foreign_total")).isGreaterThanOrEqualTo(before + 2);
    }

    @Test
    @Order(4)
    void aResultThatIsTooLargeFailsAndNothingElse() {
        // When
        plan = request -> request.upload() ? Deed.HONEST : Deed.HUGE;
        Client large = Client.of("acme", true, "document");
        String id = large.id();
        plan = request -> request.path().endsWith(id) ? Deed.HUGE : Deed.HONEST;
        Client other = Client.of("umbrella", true, "document");

        // Then
        assertThat(large.ended()).isEqualTo("failed");
        assertThat(other.ended()).isEqualTo("approved");
    }

    @Order(5)
    @ParameterizedTest
    @EnumSource(names = {"PART_OF_IT", "TWICE", "NEGATIVE", "NEITHER", "FAULT_BESIDE"})
    void whatIsAmbiguousIsNeverApproved(Deed deed) {
        // When
        GETS.add(deed);
        UPLOADS.add(Deed.HONEST);
        Client polled = Client.of("acme", false, "document");
        String status = polled.ended();
        UPLOADS.add(deed);
        Client synchronous = Client.of("acme", false, "biometric");

        // Then
        assertThat(status).isIn("review", "rejected");
        assertThat(synchronous.told.body())
                .containsAnyOf("\"status\":\"review\"", "\"status\":\"rejected\"", "\"status\":\"failed\"");
    }

    @Order(6)
    @ParameterizedTest
    @EnumSource(names = {"TYPELESS", "MARKED", "ZIPPED"})
    void whatSurroundsAnAnswerDoesNotMatter(Deed deed) {
        // Given
        plan = request -> deed;

        // When
        Client dropIn = Client.dropIn("acme", true);
        String uuid = kairos.filed(dropIn.mark).id();
        HttpResponse<String> result =
                send(request("acme", "/v0.1/document-verification/" + uuid).build());

        // Then: nothing that was paid for is lost.
        assertThat(dropIn.told.statusCode()).isEqualTo(201);
        assertThat(dropIn.told.body()).contains(uuid);
        assertThat(dropIn.told.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body()).contains(uuid, dropIn.mark);
        assertThat(Client.of("umbrella", true, "document").ended()).isEqualTo("approved");
    }

    @Test
    @Order(7)
    void aDateToTryAgainAtIsPassedOn() {
        // When
        UPLOADS.addAll(List.of(Deed.BUSY_UNTIL, Deed.BUSY_UNTIL));
        Client problem = Client.of("acme", true, "document");
        Client dropIn = Client.dropIn("acme", true);

        // Then
        assertThat(problem.told.statusCode()).isEqualTo(503);
        assertThat(problem.told.headers().firstValueAsLong("Retry-After").orElse(0))
                .isBetween(1L, 3600L);
        assertThat(dropIn.told.statusCode()).isEqualTo(429);
        assertThat(dropIn.told.headers().firstValueAsLong("Retry-After")).isNotEmpty();
    }

    @Test
    @Order(8)
    void nothingThatKairosSaysReachesAnotherOrEndsTheReplica() throws Exception {
        // Given
        List<Deed> bad = Deed.bad();
        Random random = new Random(SEED);
        plan = request -> {
            synchronized (random) {
                return random.nextInt(10) < 4 ? Deed.HONEST : bad.get(random.nextInt(bad.size()));
            }
        };
        Instant end = Instant.now().plus(STORM);
        ExecutorService threads = Executors.newCachedThreadPool();

        // When
        List<Future<List<Client>>> storms = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int number = i;
            storms.add(threads.submit(() -> storm(TENANTS.get(number % 3), new Random(SEED + number), end)));
        }
        List<Client> submitted = new ArrayList<>();
        for (Future<List<Client>> storm : storms) {
            submitted.addAll(storm.get());
        }
        threads.shutdown();

        // Then: it lives, its memory is bounded, and everybody has their own.
        assertThat(gateway.running()).isTrue();
        assertThat(residentMemory()).isLessThan(MOST_MEMORY);
        assertThat(submitted).as("uploads in spite of it all").isNotEmpty();
        plan = request -> Deed.HONEST;
        for (Client client : submitted) {
            client.ended();
        }
        String metrics = GatewayProcess.get(gateway.managementUri("/q/metrics")).body();
        assertThat(metrics)
                .doesNotContain("mark-")
                .doesNotContain(submitted.get(0).id());
        assertThat(GatewayProcess.get(gateway.managementUri("/q/health/ready")).statusCode())
                .isEqualTo(200);
    }

    /** Submits and reads until the end, and gives those that Kairos took. */
    private static List<Client> storm(String tenant, Random random, Instant end) {
        List<Client> taken = new ArrayList<>();
        while (Instant.now().isBefore(end)) {
            boolean honest = random.nextBoolean();
            Client client =
                    switch (random.nextInt(4)) {
                        case 0 -> Client.dropIn(tenant, honest);
                        case 1 -> Client.of(tenant, honest, "biometric");
                        case 2 -> Client.of(tenant, honest, "document", "Prefer", "wait=2");
                        default -> Client.of(tenant, honest, "document");
                    };
            client.assertOwn(client.told);
            if (client.told.body().startsWith("{\"id\":")) {
                client.assertOwn(client.read());
                taken.add(client);
            }
        }
        return taken;
    }

    private static long residentMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(gateway.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
