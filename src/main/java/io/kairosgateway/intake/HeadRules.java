package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request head has to be beyond what Netty checks (RFC 9110 and 9112): two readers must not be able to disagree on it, and no
 * method, version or target that a caller invents gets past this, because each would become a value in the metrics.
 */
final class HeadRules {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]++\\]|[A-Za-z0-9._~!$&'()*+;=%-]++)(:[0-9]*+)?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)(.*)");

    /** As quarkus.http.limits.max-body-size, above which the framework would answer by itself. */
    private static final long MOST = 1L << 50;

    private HeadRules() {}

    /**
     * The request line as it was sent: single spaces, no other control or white space, an empty line or two before it.
     *
     * @param to behind its line break
     */
    static void line(ByteBuf bytes, int from, int to) {
        int spaces = 0;
        int start = from;
        while (start + 1 < to && bytes.getByte(start) == '\r' && bytes.getByte(start + 1) == '\n') {
            start += 2;
        }
        for (int at = start; at < to - 2; at++) {
            int next = bytes.getByte(at);
            if (next == ' ') {
                spaces++;
            } else if (next < ' ' || next == 0x7f) {
                // Bytes are signed, so this refuses whatever is not ASCII as well.
                throw FlawedHead.bad("The request line holds a character that does not belong there.");
            }
        }
        if (spaces != 2 || bytes.getByte(start) == ' ') {
            throw FlawedHead.bad("The request line is a method, a target and a version with one space between them.");
        }
    }

    /** The words of the request line. */
    static void words(String method, String version) {
        if (!VERSION.matcher(version).matches()) {
            throw FlawedHead.bad("The request line ends with no version of HTTP.");
        }
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new FlawedHead(Problem.VERSION_NOT_SUPPORTED, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        }
        if (!METHODS.contains(method)) {
            throw new FlawedHead(Problem.METHOD_UNKNOWN, "Only methods of the contract are known here.");
        }
    }

    /** The complete head. */
    static void head(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (headers.contains("")) {
            throw FlawedHead.bad("There is a header without a name.");
        }
        String host = host(request);
        target(request, host);
        framing(request, headers);
    }

    private static String host(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return null;
        }
        if (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches()) {
            throw FlawedHead.bad("Send one Host header that names a host.");
        }
        return hosts.get(0);
    }

    private static void target(HttpRequest request, String host) {
        String target = request.uri();
        if (target.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            return;
        }
        var absolute = ABSOLUTE.matcher(target);
        if (absolute.matches()) {
            String authority = absolute.group(1);
            if (!HOST.matcher(authority).matches() || host != null && !authority.equalsIgnoreCase(host)) {
                throw FlawedHead.bad("The address in the request line names another host than the Host header.");
            }
        } else if (!target.startsWith("/")) {
            throw FlawedHead.bad("The target of the request is no path.");
        }
        // As the framework asks before anything of ours does, only to answer with a bare status.
        try {
            if (new URI(target).getRawFragment() != null) {
                throw FlawedHead.bad("The target of the request holds a fragment.");
            }
        } catch (URISyntaxException none) {
            throw FlawedHead.bad("The target of the request is no address.");
        }
    }

    private static void framing(HttpRequest request, HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (codings.size() > 1 || codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked")) {
            throw FlawedHead.bad("Only the transfer coding chunked is taken, and only once.");
        }
        if (!codings.isEmpty()
                && (!lengths.isEmpty() || request.protocolVersion().equals(HttpVersion.HTTP_1_0))) {
            throw FlawedHead.bad("Chunks go with HTTP/1.1 and without a length.");
        }
        // Netty has refused two lengths, and one that is no number.
        if (!lengths.isEmpty() && Long.parseLong(lengths.get(0)) >= MOST) {
            throw new FlawedHead(Problem.REQUEST_TOO_LARGE, "No body of that length is taken.");
        }
    }
}
