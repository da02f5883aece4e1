package io.kairosgateway.settings;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Everything that can be set, in one tree; {@link SettingsCheck} refuses to start on values that cannot work. */
@ConfigMapping(prefix = "gateway")
public interface GatewaySettings {

    /** Who may call, by name. The variables {@code KAIROS_APP_ID}, {@code KAIROS_APP_KEY}, {@code GATEWAY_API_KEYS} fill in {@code default}. */
    Map<String, Tenant> tenants();

    Kairos kairos();

    Intake intake();

    Watch watch();

    Ledger ledger();

    Results results();

    Tokens tokens();

    Secrets secrets();

    Shutdown shutdown();

    Tracing tracing();

    Variables variables();

    interface Tenant {

        /** The gateway's own keys that this tenant's callers present, 16 characters or more, or as {@code sha256:<hex>}; several at a time for rotation. */
        Optional<List<String>> apiKeys();

        /** A file with the keys in place of {@code api-keys}, one a line or comma-separated. Set for {@code default} by {@code GATEWAY_API_KEYS_FILE}. */
        Optional<String> apiKeysFile();

        Credentials kairos();

        /** This tenant's uploads under way at once in a replica; one more is refused with 503 before its body. Unset: only the replica's limit. */
        OptionalInt maxInFlight();

        /** Submits a minute of this tenant, at all replicas together; one more is refused with 429 before its body. Unset: no limit. */
        OptionalInt requestsPerMinute();

        /** Event streams and long polls of this tenant at once in a replica. Unset: only the replica's limit. */
        OptionalInt maxStreams();

        /** The only {@code profile} that uploads of this tenant may name; they must then, for their bytes are passed on as they are. */
        Optional<String> profile();

        /**
         * Where pages with this tenant's client tokens come from, as browsers send it ({@code https://app.example}); these pages may call
         * the gateway across origins, and a token of this tenant from any other origin is refused. Unset: no page across origins, and a
         * token from anywhere.
         */
        Optional<Set<String>> origins();

        interface Credentials {

            /** The application id from Kairos' dashboard. */
            Optional<String> appId();

            /** The application key from Kairos' dashboard. */
            Optional<String> appKey();

            /** A file with the application id in place of {@code app-id}. Set for {@code default} by {@code KAIROS_APP_ID_FILE}. */
            Optional<String> appIdFile();

            /** A file with the application key in place of {@code app-key}. Set for {@code default} by {@code KAIROS_APP_KEY_FILE}. */
            Optional<String> appKeyFile();
        }
    }

    interface Kairos {

        /** Base URL with the version; plain http only to a loopback address. */
        @WithDefault("https://idv-eu.kairos.com/v0.1")
        URI url();

        /** How the two credential headers are spelled: every known client sends underscores, some of Kairos' pages say hyphens. */
        @WithDefault("underscore")
        HeaderSpelling credentialHeaders();

        /** Whether the path to Kairos is tried at the start, and while it is not open, with GETs for verifications that do not exist. */
        @WithDefault("true")
        boolean selfCheck();

        /** How long a connection to Kairos may take. */
        @WithDefault("5s")
        Duration connectTimeout();

        /** How long Kairos may take to answer once it has the whole upload; the synchronous kinds do their work in this time. */
        @WithDefault("60s")
        Duration answerTimeout();

        /** How long an idle connection to Kairos is kept; shorter than Kairos keeps it, or an upload may be written into a closing one. */
        @WithDefault("15s")
        Duration keepAlive();

        /** The largest answer that is read from Kairos. */
        @WithDefault("2M")
        MemorySize maxAnswerSize();

        /**
         * What a result must carry: {@code auto} takes an id that was not asked for only when two new connections give the same one and Kairos
         * has never repeated the id asked for; {@code require} takes that one id alone; {@code ignore} does not compare, and trusts everything
         * between here and Kairos to keep requests apart.
         */
        @WithDefault("auto")
        ResultId resultId();

        /** Guards around the GETs for a result; a breaker with the same three settings stands around the connections for uploads. */
        Guards guards();

        enum ResultId {
            AUTO,
            REQUIRE,
            IGNORE
        }

        enum HeaderSpelling {
            UNDERSCORE,
            HYPHEN
        }

        interface Guards {

            /** How long one GET may take. */
            @WithDefault("10s")
            Duration timeout();

            /** How often one GET is tried again at once after a fault of the network or a 5xx; the next poll tries again anyway. */
            @WithDefault("1")
            int retries();

            /** The pause before such a second try; it doubles each time, with jitter. */
            @WithDefault("300ms")
            Duration retryDelay();

            /** How many GETs are under way at once in this replica; the due queue holds the rest. */
            @WithDefault("64")
            int concurrency();

            /** How many calls a circuit breaker looks back on. */
            @WithDefault("20")
            int breakerWindow();

            /** The share of failures in that window that opens it. */
            @WithDefault("0.5")
            double breakerFailureRatio();

            /** How long it stays open; then one call shows whether Kairos is back. */
            @WithDefault("10s")
            Duration breakerDelay();
        }
    }

    interface Intake {

        /** Uploads under way at once in this replica; one more is refused with 503 before its body. */
        @WithDefault("256")
        int maxInFlight();

        /** The largest request, all parts and their headers together. */
        @WithDefault("32M")
        MemorySize maxRequestSize();

        /** The largest file part. */
        @WithDefault("15M")
        MemorySize maxPartSize();

        /** The largest text part. */
        @WithDefault("256")
        MemorySize maxTextSize();

        /** The largest header block of one part. */
        @WithDefault("4K")
        MemorySize maxPartHeaderSize();

        /** The least width and height of a picture, in pixels. */
        @WithDefault("300")
        int minPixels();

        /** The greatest width and height of a picture, in pixels. */
        @WithDefault("5000")
        int maxPixels();

        /** What {@code selfie} and {@code image} may be; {@code pdf} has no pixels and is no picture of a face. */
        @WithDefault("jpeg,png")
        Set<FileType> faceTypes();

        /** What {@code document} and {@code document_back} may be. */
        @WithDefault("jpeg,png,pdf")
        Set<FileType> documentTypes();

        /**
         * What becomes of an optional part that is sent empty, as forms send a file that was not chosen: it is passed on with the others and
         * counts as absent, or the upload is refused, should Kairos not take it.
         */
        @WithDefault("pass")
        EmptyParts emptyParts();

        /** The values that {@code profile} may have. */
        @WithDefault("permissive-v0,optimal-v0,strict-v0")
        Set<String> profiles();

        /** How long the head of a request may take, from the opening of the connection or, on a kept one, from its first byte. */
        @WithDefault("10s")
        Duration headTimeout();

        /** How long neither the client may send nothing nor Kairos read nothing. */
        @WithDefault("30s")
        Duration stallTimeout();

        /** Bytes a second that a client must send at least while it is waited for; time in which Kairos is waited for does not count. 0 for none. */
        @WithDefault("4K")
        MemorySize minRate();

        /** How long a client is measured, again and again, before it is judged by {@code min-rate}; so the grace at the beginning too. */
        @WithDefault("30s")
        Duration minRateGrace();

        /** How long an upload may take as a whole. */
        @WithDefault("5m")
        Duration totalTimeout();

        /** How long an {@code Idempotency-Key} is remembered. */
        @WithDefault("24h")
        Duration idempotencyTtl();

        /** How much of a refused body is still read, so that the client comes to read the response: as much as any upload may have. */
        @WithDefault("32M")
        MemorySize drainLimit();

        /** How long a refused body may stand still before its connection is closed. */
        @WithDefault("5s")
        Duration drainTimeout();

        /** The types of files, told by their first bytes. */
        enum FileType {
            JPEG("image/jpeg"),
            PNG("image/png"),
            PDF("application/pdf");

            private final String mediaType;

            FileType(String mediaType) {
                this.mediaType = mediaType;
            }

            public String mediaType() {
                return mediaType;
            }
        }

        /** What becomes of an optional part without content. */
        enum EmptyParts {
            PASS,
            REFUSE
        }
    }

    interface Watch {

        /**
         * Within which a long poll is answered, as long as proxies on the way wait for a response. A larger {@code wait} is cut to a twelfth less,
         * at most 5 s less: with a minute to 55 s.
         */
        @WithDefault("60s")
        Duration maxWait();

        /** How long Kairos is asked for a decision before the verification is {@code timed_out}. */
        @WithDefault("15m")
        Duration budget();

        /** The delay from the submit to the first GET, until a few decisions of its kind and profile have shown what they take. */
        @WithDefault("2s")
        Duration firstPoll();

        /** The shortest delay that is learned from decisions. */
        @WithDefault("500ms")
        Duration minFirstPoll();

        /** The longest delay to the first GET that is learned from decisions; where they take longer, even steps lead on to their moment. */
        @WithDefault("30s")
        Duration maxFirstPoll();

        /** The shortest delay after a GET at the learned moment; longer where decisions scatter, up to a tenth of what they take. */
        @WithDefault("450ms")
        Duration secondPoll();

        /** By how much each delay is longer than the one before. */
        @WithDefault("1.5")
        double backoff();

        /** The longest delay between two GETs. */
        @WithDefault("15s")
        Duration maxInterval();

        /** By which share a delay is made shorter or longer at random, so that polls do not march in step. */
        @WithDefault("0.2")
        double jitter();

        /** How often the due queue is looked at. */
        @WithDefault("100ms")
        Duration tick();

        /** How long a replica has an id to itself; another takes it up when this has passed. Longer than a guarded GET with its retries. */
        @WithDefault("30s")
        Duration lease();

        /** How often waiters look at the ledger even when nobody told them to. */
        @WithDefault("10s")
        Duration reread();

        /** The {@code Retry-After} of an answer that says "still processing". */
        @WithDefault("3s")
        Duration retryAfter();

        /** The time between two comments on an idle event stream; Firefox drops a stream that is silent for 30 s. */
        @WithDefault("15s")
        Duration heartbeat();

        /** How long an event stream lives at most, less up to a fifth at random. */
        @WithDefault("10m")
        Duration streamLifetime();

        /**
         * Event streams and long polls at once in this replica. One stream more is refused with 503; one poll more is answered at once. Each
         * takes about 11 KiB, so what is more than the default needs more heap than 256 MiB.
         */
        @WithDefault("10000")
        int maxStreams();

        /** Event streams and long polls of one verification at once in this replica. One stream more is refused with 429. */
        @WithDefault("100")
        int maxStreamsPerId();

        /** The {@code retry} that event streams announce. */
        @WithDefault("2s")
        Duration streamRetry();

        /** How long a GET of the drop-in waits for the decision before it passes on Kairos' last answer. */
        @WithDefault("25s")
        Duration dropInWait();
    }

    interface Ledger {

        /** {@code redis://} or {@code rediss://}; unset: a ledger in memory, for one replica. Set by {@code REDIS_URL}. */
        Optional<String> redisUrl();

        /** {@code id:base64(32 bytes)}, comma-separated; the first seals what Redis holds of a result, all open it. Set by {@code GATEWAY_ENCRYPTION_KEYS}. */
        Optional<List<String>> encryptionKeys();

        /** A file with the keys in place of {@code encryption-keys}, one a line or comma-separated. Set by {@code GATEWAY_ENCRYPTION_KEYS_FILE}. */
        Optional<String> encryptionKeysFile();

        /** How long one command to Redis may take. */
        @WithDefault("2s")
        Duration timeout();

        /**
         * How many bytes of the heap the ledger may take in this replica, about: all of it without Redis, and beside Redis what is kept for when
         * that is away. A quarter of the heap when it is not set.
         */
        Optional<MemorySize> maxSize();

        /**
         * How many verifications the ledger in memory holds. The oldest decided ones are forgotten first; when as many are open, uploads are refused
         * with 503.
         */
        @WithDefault("10000")
        int maxEntries();

        /**
         * Beside Redis: how many open verifications that were submitted to this replica it keeps in memory, for when Redis is away, and how many
         * of their keys and tokens, for when Redis has lost them.
         */
        @WithDefault("10000")
        int maxOwn();
    }

    interface Results {

        /** How long a decision is kept. */
        @WithDefault("24h")
        Duration ttl();

        /** How long the owner of an id is remembered, so that a forgotten result is 410 and not 404. */
        @WithDefault("30d")
        Duration ownershipTtl();
    }

    interface Secrets {

        /** How often the files are read again that hold secrets; what is new in them is taken up without a restart. */
        @WithDefault("10s")
        Duration reread();
    }

    interface Tokens {

        /** At least 32 bytes each, comma-separated; the first signs client tokens, all verify them. Set by {@code GATEWAY_TOKEN_SECRET}. */
        Optional<List<String>> secrets();

        /** A file with the secrets in place of {@code secrets}, one a line or comma-separated. Set by {@code GATEWAY_TOKEN_SECRET_FILE}. */
        Optional<String> secretsFile();

        /** How long a client token is valid when its backend names no {@code expires_in}. */
        @WithDefault("10m")
        Duration lifetime();

        /** The longest {@code expires_in} that a backend may name. */
        @WithDefault("1h")
        Duration maxLifetime();
    }

    interface Shutdown {

        /** How long after SIGTERM uploads are still taken, because load balancers learn late that this replica is not ready any more. */
        @WithDefault("5s")
        Duration delay();

        /** How long after SIGTERM uploads and answers under way may take to end; nothing waits for event streams. The orchestrator's grace must be longer. */
        @WithDefault("90s")
        Duration timeout();

        /** The time over which event streams that are ended come back to other replicas, each at a moment of its own. */
        @WithDefault("5s")
        Duration reconnectSpread();
    }

    /**
     * Where spans go, and how many. Nothing is traced until {@code endpoint} or {@code traces-endpoint} is set. What OpenTelemetry's variables say
     * and cannot be read counts as not set, with a warning: {@link TracingAsUnderstood}.
     */
    interface Tracing {

        /** Below which {@code v1/traces} of an OTLP collector is. Set by {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
        Optional<String> endpoint();

        /** The address itself, when it is another than below {@code endpoint}. Set by {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}. */
        Optional<String> tracesEndpoint();

        /** The only protocol that is spoken; a wish for another is answered with a warning. Set by {@code OTEL_EXPORTER_OTLP_PROTOCOL}. */
        @WithDefault("http/protobuf")
        String protocol();

        /** What the collector asks for, {@code name=value,name=value}: a secret, usually. Set by {@code OTEL_EXPORTER_OTLP_HEADERS}. */
        Optional<String> headers();

        /** {@code otlp}, or {@code none}: nothing is traced, though other signals have a collector. Set by {@code OTEL_TRACES_EXPORTER}. */
        @WithDefault("otlp")
        String exporter();

        /** Nothing is traced, whatever else is set. Set by {@code OTEL_SDK_DISABLED}. */
        @WithDefault("false")
        String disabled();

        /**
         * Which traces are exported: {@code always_on}, {@code always_off}, {@code traceidratio}, or with {@code parentbased_} before it, and then
         * the caller's trace decides where there is one. Set by {@code OTEL_TRACES_SAMPLER}.
         */
        @WithDefault("parentbased_always_on")
        String sampler();

        /** The share of traces from 0 to 1, for samplers by ratio; 1 when it is not set. Set by {@code OTEL_TRACES_SAMPLER_ARG}. */
        Optional<String> samplerArg();

        /** What the gateway is called there, {@code kairos-gateway} when it is not set. Set by {@code OTEL_SERVICE_NAME}. */
        Optional<String> serviceName();

        /** What else is said of every span, {@code name=value,name=value}. Set by {@code OTEL_RESOURCE_ATTRIBUTES}. */
        Optional<String> resourceAttributes();

        /** How many ended spans wait for their export; what comes when it is full is dropped. */
        @WithDefault("2048")
        int maxQueue();

        /** How long spans are gathered for one export. */
        @WithDefault("5s")
        Duration exportDelay();

        /** How long one export may take; its spans are dropped then. */
        @WithDefault("10s")
        Duration exportTimeout();
    }

    /** The variables of the process, where a misspelt one would set nothing and say nothing. */
    interface Variables {

        /** Names that begin with {@code GATEWAY_} or {@code KAIROS_} and are meant for something else; with {@code *} for any characters. */
        Optional<Set<String>> foreign();
    }
}
