package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A parser in another language: one process for as long as the tests run, which is fed bodies in batches and ends with its input. Where it is
 * not installed it is left out with a line that says so, but where {@code PARSER_TESTS=required} says that it must be there.
 */
final class ChildParser implements OtherParser {

    static final List<OtherParser> INSTALLED = Stream.of(
                    start("python-multipart", "python-multipart.py", "python3", "/usr/bin/python3"),
                    start("busboy", "busboy.cjs", "node", "/usr/bin/node"))
            .flatMap(Optional::stream)
            .toList();

    /** So small that neither side waits for the other to read. */
    private static final int BATCH = 50;

    private static final String READY = "\"ready\"";

    private final String name;
    private final DataOutputStream in;
    private final BufferedReader out;

    private ChildParser(String name, Process process) {
        this.name = name;
        this.in = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 20));
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    private static Optional<OtherParser> start(String name, String script, String... interpreters) {
        for (String interpreter : interpreters) {
            Optional<ChildParser> parser = start(name, interpreter, script);
            if (parser.isPresent()) {
                return Optional.of(parser.get());
            }
        }
        assertThat(System.getenv("PARSER_TESTS")).as(name + " is installed").isNotEqualTo("required");
        System.err.println("Bodies are not compared with " + name + ": it is not installed on this machine.");
        return Optional.empty();
    }

    private static Optional<ChildParser> start(String name, String interpreter, String script) {
        ProcessBuilder builder = new ProcessBuilder(
                        interpreter,
                        Path.of("src/test/resources/parsers", script).toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Where Debian keeps what its own node would find by itself.
        builder.environment().merge("NODE_PATH", "/usr/share/nodejs", (own, debian) -> own + ":" + debian);
        try {
            Process process = builder.start();
            ChildParser parser = new ChildParser(name, process);
            return READY.equals(parser.out.readLine()) ? Optional.of(parser) : Optional.empty();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized List<List<ReadPart>> read(List<Body> bodies) throws IOException {
        List<List<ReadPart>> all = new ArrayList<>();
        for (int from = 0; from < bodies.size(); from += BATCH) {
            List<Body> batch = bodies.subList(from, Math.min(bodies.size(), from + BATCH));
            in.writeInt(batch.size());
            for (Body body : batch) {
                byte[] type = body.contentType().getBytes(StandardCharsets.ISO_8859_1);
                in.writeInt(type.length);
                in.writeInt(body.bytes().length);
                in.write(type);
                in.write(body.bytes());
            }
            in.flush();
            for (int i = 0; i < batch.size(); i++) {
                String line = out.readLine();
                assertThat(line).as("an answer of " + name).isNotNull();
                all.add(parts(Json.decodeValue(line)));
            }
        }
        return all;
    }

    private static List<ReadPart> parts(Object answer) {
        return answer instanceof JsonArray parts
                ? parts.stream().map(part -> part((JsonArray) part)).toList()
                : OtherParser.refused(String.valueOf(answer));
    }

    private static ReadPart part(JsonArray part) {
        return new ReadPart(part.getString(0), part.getBoolean(1), part.getInteger(2), part.getLong(3));
    }

    @Override
    public String toString() {
        return name;
    }
}
