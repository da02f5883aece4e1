package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single calls of the gateway, and of the sink as if it were Kairos. */
final class Api {

    private static final Pattern ID = Pattern.compile("\"(?:id|api_req_uuid)\":\"([^\"]+)\"");

    private Api() {}

    /** Submits it and gives the id. */
    static String submitted(int port, ByteBuffer upload) {
        Connection.Answer answer = answered(port, upload);
        Matcher id = ID.matcher(answer.body());
        if (!answer.successful() || !id.find()) {
            throw new IllegalStateException("not accepted: " + answer.status() + " " + answer.body());
        }
        return id.group(1);
    }

    static Connection.Answer answered(int port, ByteBuffer request) {
        try {
            return Connection.once(port, request);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    interface Calls {
        void on(Connection connection) throws IOException;
    }

    /** Several calls on one connection. */
    static void kept(int port, Calls calls) {
        try (Connection connection = new Connection(port)) {
            calls.on(connection);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
