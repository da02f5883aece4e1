package io.kairosgateway.openapi;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.verification.Kind;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One of the eight places where an upload is taken: four kinds, at the front door and at the drop-in. */
record Front(Stand stand, Seen seen, Kind kind, boolean dropIn) {

    static List<Front> all(Stand stand, Seen seen) {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Stream.of(new Front(stand, seen, kind, false), new Front(stand, seen, kind, true)))
                .toList();
    }

    String path() {
        // Both versions are one operation.
        String version = kind.synchronous() ? "/v0.2/" : "/v0.1/";
        return dropIn ? version + kind.resource() : "/v1/verifications/" + kind.label();
    }

    RequestSpecification caller() {
        return caller("default", GatewayProcess.API_KEY);
    }

    RequestSpecification caller(String tenant, String key) {
        RequestSpecification stranger =
                stand.stranger().filter(seen).redirects().follow(false);
        return dropIn
                ? stranger.header("app_id", tenant).header("app_key", key)
                : stranger.header("Authorization", "Bearer " + key);
    }

    Response submit(RequestSpecification request, String script) {
        return stand.upload(request, kind.label(), script).post(path());
    }

    Response submit(String script) {
        return submit(caller(), script);
    }

    Response submit(UnaryOperator<RequestSpecification> with) {
        return with.apply(caller()).post(path());
    }

    /** The id of what was submitted, at either front. */
    static String id(Response submitted) {
        return Stream.of("id", "api_req_uuid", "api_req_uid")
                .map(submitted::<String>path)
                .filter(id -> id != null)
                .findFirst()
                .orElseThrow(() -> new AssertionError(submitted.asString()));
    }

    /** The first of the files that have to be there. */
    String file() {
        return kind == Kind.DOCUMENT ? "document" : "selfie";
    }

    /** An upload of which only the beginning comes. */
    RawUpload begun(String tenant, String key, String... headers) {
        byte[] body = MultipartBodies.body()
                .file(file(), "approve.jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .close();
        return announced(body.length, tenant, key, headers).send(body, 0, body.length / 2);
    }

    /** An upload of which only the head comes. */
    RawUpload announced(long length, String tenant, String key, String... headers) {
        String[] all = Stream.concat(Stream.of("app_id: " + tenant, "app_key: " + key), Stream.of(headers))
                .toArray(String[]::new);
        return RawUpload.begin(stand.gateway().port(), path(), MultipartBodies.CONTENT_TYPE, length, all);
    }

    void note(RawUpload upload) {
        seen.note("POST", path(), upload.answer());
    }
}
