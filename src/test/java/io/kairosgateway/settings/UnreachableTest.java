package io.kairosgateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnreachableTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused: redis/10.0.0.1:6379"), "connection refused"),
                Arguments.of(new ConnectException("connection timed out: redis:6379"), "no connection in time"),
                Arguments.of(new IllegalStateException(new UnknownHostException("redis")), "its name is not known"),
                Arguments.of(
                        new SSLHandshakeException("failed").initCause(new CertificateException("No name matching")),
                        "its certificate is not trusted, or is for another name"),
                Arguments.of(new SSLHandshakeException("failed"), "TLS failed"),
                Arguments.of(new TimeoutException(), "no answer in time"),
                Arguments.of(new ClosedChannelException(), "connection closed"),
                Arguments.of(new IllegalStateException("what somebody sent"), "IllegalStateException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhyWithoutRepeatingAMessage(Throwable failure, String words) {
        assertThat(Unreachable.why(failure)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://redis.example, redis.example:6379",
        "rediss://user:word@redis.example:7000/3?password=word, redis.example:7000",
        "'redis://a.example:1,redis://b.example:2', a.example:1",
        "no address at all, REDIS_URL"
    })
    void saysWhereWithoutAPassword(String url, String place) {
        assertThat(RedisAddress.place(url)).isEqualTo(place);
    }

    @Test
    void aCauseThatIsItsOwnIsNoTrap() {
        // Given
        IllegalStateException one = new IllegalStateException();
        IllegalStateException other = new IllegalStateException(one);
        one.initCause(other);

        // Then
        assertThat(Unreachable.why(one)).isEqualTo("IllegalStateException");
    }
}
