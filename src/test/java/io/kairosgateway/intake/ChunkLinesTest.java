package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9112, 7.1 says of chunks, with the body in one piece and byte by byte. */
class ChunkLinesTest {

    private static boolean taken(String body, int piece) {
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.ISO_8859_1);
        ChunkLines lines = new ChunkLines();
        for (int from = 0; from < body.length(); from += piece) {
            if (!lines.take(bytes, from, Math.min(body.length(), from + piece))) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "0005\r\nhello\r\n1\r\n;\r\n0\r\n\r\n",
                "a\r\n0123456789\r\n0\r\n\r\n",
                "5;a\r\nhello\r\n0;b=c\r\n\r\n",
                "5;a=b;c=\"d;\\\"e\"\r\nhello\r\n0\r\n\r\n",
                "5 ; a = b\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\r\nTrailer: ; anything\r\n\r\n"
            })
    void takesWhatTheGrammarAllows(String body) {
        assertThat(taken(body, body.length())).isTrue();
        assertThat(taken(body, 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;\r\nhello",
                "5; \r\nhello",
                "5;a=\r\nhello",
                "5;a=b c\r\nhello",
                "5;a=\"b\r\nhello",
                "5;=b\r\nhello",
                "5;a;\r\nhello",
                "5 \r\nhello",
                " 5\r\nhello",
                "5\rhello",
                "5\nhello",
                "5;a\nb\r\nhello",
                "5;a\u0001b\r\nhello",
                "5;a=\"b\u0001\"\r\nhello",
                "x\r\n",
                "-5\r\nhello",
                "0x5\r\nhello",
                "\r\nhello",
                "5\r\nhellox\r\n",
                "5\r\nhello\n\r\n",
                "00000000000000005\r\nhello"
            })
    void refusesWhatAnotherReaderMayTakeOtherwise(String body) {
        assertThat(taken(body, body.length())).isFalse();
        assertThat(taken(body, 1)).isFalse();
    }
}
