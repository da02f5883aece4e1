package io.kairosgateway.sandbox;

import io.kairosgateway.kairos.SandboxHeader;
import io.kairosgateway.verification.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One POST: reads the multipart body with Vert.x' own parser, drops the files' bytes and answers as {@code X-Sandbox} or their names ask. A body that
 * breaks off is recorded and never becomes a verification.
 */
final class Upload {

    /** Where a body without Content-Length is cut by {@code fault=reset}. */
    private static final long CUT = 65_536;

    private final Vertx vertx;
    private final SimulatorOptions options;
    private final Verifications verifications;
    private final HttpServerRequest request;
    private final Kind kind;
    private final Recording recording;
    private final List<String> fileNames = new ArrayList<>();
    private final Optional<Script> header;
    private Script script;
    private boolean readable = true;
    private int unfinishedFiles;
    private Long timer;

    Upload(
            Vertx vertx,
            SimulatorOptions options,
            Verifications verifications,
            HttpServerRequest request,
            Kind kind,
            Recording recording) {
        this.vertx = vertx;
        this.options = options;
        this.verifications = verifications;
        this.request = request;
        this.kind = kind;
        this.recording = recording;
        this.header = header(request);
        this.script = header.orElseGet(() -> Script.of(List.of()));
    }

    /** The header stands for the file names: what they say is not asked then. */
    private static Optional<Script> header(HttpServerRequest request) {
        List<String> values = request.headers().getAll(SandboxHeader.NAME);
        return values.isEmpty() ? Optional.empty() : Optional.of(Script.ofHeader(String.join(",", values)));
    }

    void read() {
        try {
            request.setExpectMultipart(true);
        } catch (IllegalStateException notMultipart) {
            readable = false;
        }
        request.uploadHandler(this::file);
        request.handler(this::bytes);
        request.exceptionHandler(this::broken);
        request.endHandler(ended -> complete());
        request.response().closeHandler(closed -> cancelTimer());
    }

    private void broken(Throwable cause) {
        if (cause instanceof HttpClosedException || cause instanceof IOException) {
            recording.reset();
            cancelTimer();
        } else {
            readable = false;
        }
    }

    private void file(HttpServerFileUpload upload) {
        Consumer<Buffer> count = recording.file(upload.name(), upload.filename());
        unfinishedFiles++;
        upload.handler(count::accept);
        upload.endHandler(finished -> unfinishedFiles--);
        fileNames.add(upload.filename());
        script = header.orElseGet(() -> Script.of(fileNames));
        if (script.faulty(Fault.Mode.EARLY)) {
            Answer.error(401, "Simulated early refusal").send(request);
        }
    }

    private void bytes(Buffer bytes) {
        recording.arrived(bytes);
        if (script.faulty(Fault.Mode.SLOW)) {
            request.pause();
            long millis = Math.max(1, bytes.length() * 1000L / options.slowRate());
            timer = vertx.setTimer(millis, over -> {
                timer = null;
                request.resume();
            });
        } else if (script.faulty(Fault.Mode.RESET) && recording.bytes() >= cut()) {
            request.connection().close();
        }
    }

    private long cut() {
        String length = request.getHeader("Content-Length");
        return length == null ? CUT : Long.parseLong(length) / 2;
    }

    private void cancelTimer() {
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void complete() {
        request.formAttributes().forEach(recording::text);
        recording.completed();
        if (script.faulty(Fault.Mode.HANG) || script.faulty(Fault.Mode.EARLY)) {
            return;
        }
        if (script.faulty(Fault.Mode.RESET)) {
            request.connection().close();
            return;
        }
        Optional<Answer> refusal = refusal();
        if (refusal.isPresent()) {
            refusal.get().send(request);
        } else {
            accept();
        }
    }

    private Optional<Answer> refusal() {
        if (!Credentials.match(request, options)) {
            return Optional.of(Answer.error(401, "Unauthorized"));
        }
        if (!readable || unfinishedFiles > 0) {
            return Optional.of(Answer.error(400, "Not a multipart/form-data body"));
        }
        return script.refusal().or(() -> RequiredParts.refusal(kind, recording));
    }

    private void accept() {
        Duration delay = script.delay(kind.synchronous() ? Duration.ZERO : options.delay());
        var verification = new SimulatedVerification(UUID.randomUUID().toString(), kind, script, Instant.now(), delay);
        verifications.add(verification);
        recording.accepted(verification);
        Answer answer = verification.toPost();
        if (kind.synchronous() && !delay.isZero()) {
            timer = vertx.setTimer(Math.max(1, delay.toMillis()), over -> answer.send(request));
        } else {
            answer.send(request);
        }
    }
}
