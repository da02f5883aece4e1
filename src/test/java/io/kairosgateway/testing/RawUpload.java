package io.kairosgateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An upload over a bare socket, so that a test decides when each byte leaves and how the connection ends. */
public final class RawUpload implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final boolean chunked;

    private RawUpload(int port, boolean chunked) throws IOException {
        this.socket = new Socket("localhost", port);
        this.socket.setSoTimeout(30_000);
        this.socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        this.chunked = chunked;
    }

    /**
     * Sends the head of an upload.
     *
     * @param length of the body, or -1 to send it in chunks
     */
    public static RawUpload begin(int port, String path, String contentType, long length, String... headers) {
        return request(port, "POST", path, contentType, length, headers);
    }

    /** The same with another method. */
    public static RawUpload request(
            int port, String method, String path, String contentType, long length, String... headers) {
        try {
            RawUpload upload = new RawUpload(port, length < 0);
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n")
                    .append("Authorization: Bearer " + GatewayProcess.API_KEY + "\r\n")
                    .append("Content-Type: " + contentType + "\r\n")
                    .append(length < 0 ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            upload.raw(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII), 0, head.length());
            return upload;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawUpload send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    public RawUpload send(byte[] bytes, int from, int length) {
        if (!chunked) {
            return raw(bytes, from, length);
        }
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        raw(size, 0, size.length);
        raw(bytes, from, length);
        return raw("\r\n".getBytes(StandardCharsets.US_ASCII), 0, 2);
    }

    /** Ends the body; without chunks it has ended by its length. */
    public RawUpload end() {
        return chunked ? raw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, 5) : this;
    }

    private RawUpload raw(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the gateway answers, head and body, up to the end of a body with a Content-Length or of the connection. */
    public String answer() {
        try {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            int next;
            while (!complete(answer.toString(StandardCharsets.UTF_8)) && (next = in.read()) >= 0) {
                answer.write(next);
            }
            return answer.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends another request on the connection, and gives what the gateway answers to that. */
    public String next(String request) {
        raw(request.getBytes(StandardCharsets.US_ASCII), 0, request.length());
        return answer();
    }

    private static boolean complete(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = answer.substring(0, end).toLowerCase(java.util.Locale.ROOT);
        int at = head.indexOf("content-length:");
        if (at < 0) {
            return head.startsWith("http/1.1 100");
        }
        String length = head.substring(at + 15).split("\r\n")[0].strip();
        return answer.substring(end + 4).getBytes(StandardCharsets.UTF_8).length >= Integer.parseInt(length);
    }

    /** Leaves as a phone does that loses its network. */
    public void vanish() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
