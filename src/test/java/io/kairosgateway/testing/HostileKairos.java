package io.kairosgateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kairos over bare sockets that says any bytes at any time. It reads requests properly and knows what the truth would be: each upload holds a
 * mark, and the mark says whether it may be approved. What it does with a request, its plan decides.
 */
public final class HostileKairos implements AutoCloseable {

    /** A mark somewhere in the body of an upload, such as {@code mark-acme-honest-17}. */
    public static final Pattern MARK = Pattern.compile("mark-[a-z]+-(?:honest|forged)-[0-9]+(?![0-9])");

    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "hostile-kairos");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Integer, Socket> sockets = new ConcurrentHashMap<>();
    private final Map<String, Filed> filed = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<Deed, AtomicInteger> done = new ConcurrentHashMap<>();

    /** When the gateway first asked for an upload's result: since then it knows whose it is. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();

    private final AtomicInteger connections = new AtomicInteger();
    private final Function<Request, Deed> plan;
    private final long seed;

    private HostileKairos(long seed, Function<Request, Deed> plan) {
        this.seed = seed;
        this.plan = plan;
        try {
            server = new ServerSocket(0, 256, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** @param plan what is done with each request */
    public static HostileKairos start(long seed, Function<Request, Deed> plan) {
        return new HostileKairos(seed, plan);
    }

    /** A request as it came. */
    public record Request(String method, String path, Map<String, String> headers, String body, int connection) {

        public boolean upload() {
            return method.equals("POST");
        }

        String id() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /** An upload, and what a GET for it would say. */
    public record Filed(String id, String mark, boolean synchronous) {

        boolean honest() {
            return mark.contains("-honest-");
        }

        /** @param decision the block, in which a body may lie about itself, but not about whom it is about */
        String result(String decision) {
            return "{\"api_req_uid\":\"" + id + "\",\"requested_at\":\"2026-01-01 10:00:00\",\"processed_at\":"
                    + "\"2026-01-01 10:00:01\",\"response_code\":1,\"response_data\":{\"decision\":" + decision
                    + ",\"document\":{\"data\":{\"full_name\":\"" + mark + "\"}}}}";
        }

        String result() {
            return result(honest() ? Deed.APPROVAL : Deed.REJECTION);
        }
    }

    public String url() {
        return "http://localhost:" + server.getLocalPort() + "/v0.1";
    }

    /** All requests, the newest last. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How often each deed was done. */
    public Map<Deed, AtomicInteger> done() {
        return Map.copyOf(done);
    }

    /** Whether the connection with this number is open. */
    public boolean open(int connection) {
        return sockets.containsKey(connection);
    }

    /** The upload with this mark. */
    public Filed filed(String mark) {
        return filed.values().stream()
                .filter(upload -> upload.mark.equals(mark))
                .findFirst()
                .orElseThrow();
    }

    /** Any other upload than this one, of which the gateway knows whose it is. */
    Optional<Filed> other(Filed than, Random random) {
        long now = System.nanoTime();
        List<Filed> others = filed.values().stream()
                .filter(upload -> !upload.mark.equals(than.mark) && upload.synchronous == than.synchronous)
                .filter(upload -> now - asked.getOrDefault(upload.id, now) > KNOWN_NANOS)
                .toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(others.get(random.nextInt(others.size())));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int number = connections.incrementAndGet();
                sockets.put(number, socket);
                threads.execute(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            Random random = new Random(seed + number);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request;
            while ((request = read(in, number)) != null) {
                requests.add(new Request(request.method, request.path, request.headers, "", number));
                Deed deed = plan.apply(request);
                done.computeIfAbsent(deed, first -> new AtomicInteger()).incrementAndGet();
                Filed truth = truth(request);
                if (truth != null && !request.upload()) {
                    asked.putIfAbsent(truth.id, System.nanoTime());
                }
                if (!deed.answer(new HostileAnswer(this, truth, request, socket, random))) {
                    return;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The gateway has had enough of it, or the test is over.
        } finally {
            sockets.remove(number);
        }
    }

    /** What is known of the upload that the request is about; null of an id that was never given. */
    private Filed truth(Request request) {
        if (!request.upload()) {
            return filed.get(request.id());
        }
        Matcher mark = MARK.matcher(request.body);
        if (!mark.find()) {
            throw new IllegalArgumentException("an upload without a mark");
        }
        boolean synchronous = request.path.contains("biometric") || request.path.contains("liveness");
        Filed upload = new Filed(UUID.randomUUID().toString(), mark.group(), synchronous);
        filed.put(upload.id, upload);
        return upload;
    }

    private static Request read(InputStream in, int connection) throws IOException {
        String start = line(in);
        if (start == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String line;
        while ((line = line(in)) != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        String[] words = start.split(" ");
        return new Request(words[0], words[1], headers, body(in, headers), connection);
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.getOrDefault("Transfer-Encoding", "")
                .toLowerCase(Locale.ROOT)
                .equals("chunked")) {
            int size;
            while ((size = Integer.parseInt(line(in), 16)) > 0) {
                body.write(in.readNBytes(size));
                line(in);
            }
            line(in);
        } else {
            int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("an upload that was cut");
            }
            body.write(bytes);
        }
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            line.append((char) next);
        }
        return next < 0 ? null : line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets.values()) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
