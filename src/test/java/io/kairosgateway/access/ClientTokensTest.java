package io.kairosgateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTokensTest {

    private static final String SECRET = "the secret of the tests, 32 bytes or more";
    private static final String OTHER = "another secret of tests, as long as that";
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private static final ClientToken SUBMIT = new ClientToken(
            "token-1", "default", new Grant.Submit(Kind.FULL_ID), "https://app.example", NOW.plusSeconds(600));
    private static final ClientToken WATCH = new ClientToken(
            "token-2", "default", new Grant.Watch(new VerificationId("some-id")), null, NOW.plusSeconds(60));

    private final ClientTokens tokens = tokens(NOW, SECRET);

    private static ClientTokens tokens(Instant now, String... secrets) {
        return new ClientTokens(new TokenSecrets(List.of(secrets)), InstantSource.fixed(now));
    }

    static Stream<ClientToken> kinds() {
        return Stream.of(SUBMIT, WATCH);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTokenSaysWhatWasMinted(ClientToken minted) {
        // When
        String text = tokens.sign(minted);

        // Then
        assertThat(tokens.read(text)).contains(minted);
        assertThat(header(text)).isEqualTo(new JsonObject(HS256));
        assertThat(claims(text).fieldNames())
                .contains("iss", "aud", "iat", "exp", "jti", "tenant", "scope")
                .doesNotContain("sub", "groups", "upn");
    }

    @Test
    void theTestsOwnSignatureIsGood() {
        // Given
        String text = tokens.sign(SUBMIT);

        // When
        String again = signed(HS256, claims(text), "HmacSHA256", SECRET);

        // Then: what the tests below change is the only thing that is wrong with their tokens.
        assertThat(tokens.read(again)).contains(SUBMIT);
    }

    @ParameterizedTest
    @CsvSource({"599, true", "600, false", "601, false", "1000000, false"})
    void aTokenIsGoodUntilItExpires(long seconds, boolean good) {
        // Given
        String text = tokens.sign(SUBMIT);

        // When
        ClientTokens later = tokens(NOW.plusSeconds(seconds), SECRET);

        // Then
        assertThat(later.read(text).isPresent()).isEqualTo(good);
    }

    @Test
    void aTokenOfAnotherSecretIsNone() {
        assertThat(tokens.read(tokens(NOW, OTHER).sign(SUBMIT))).isEmpty();
    }

    @Test
    void secretsCanBeReplacedWithoutLosingTokens() {
        // Given
        String old = tokens.sign(SUBMIT);
        ClientTokens rotated = tokens(NOW, OTHER, SECRET);

        // When
        String fresh = rotated.sign(SUBMIT);

        // Then
        assertThat(rotated.read(old)).contains(SUBMIT);
        assertThat(rotated.read(fresh)).contains(SUBMIT);
        assertThat(tokens(NOW, OTHER).read(fresh)).contains(SUBMIT);
        assertThat(tokens(NOW, OTHER).read(old)).isEmpty();
    }

    @Test
    void withoutASecretEachProcessHasItsOwn() {
        // Given
        ClientTokens one = tokens(NOW);
        ClientTokens other = tokens(NOW);

        // When
        String text = one.sign(WATCH);

        // Then
        assertThat(one.read(text)).contains(WATCH);
        assertThat(other.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HS384, HmacSHA384", "HS512, HmacSHA512", "hs256, HmacSHA256", "'', HmacSHA256", "RS256, HmacSHA256"})
    void anotherAlgorithmIsRefusedEvenWithTheRightSecret(String alg, String mac) {
        // Given
        String secret = SECRET + SECRET;
        ClientTokens long64 = tokens(NOW, secret);
        JsonObject claims = claims(long64.sign(SUBMIT));

        // When
        String text = signed("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}", claims, mac, secret);

        // Then
        assertThat(long64.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void unsignedTokensAreRefused(String alg) {
        // Given
        String[] parts = tokens.sign(SUBMIT).split("\\.");
        String header = encode("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}");

        // Then
        assertThat(tokens.read(header + "." + parts[1] + ".")).isEmpty();
        assertThat(tokens.read(header + "." + parts[1])).isEmpty();
        assertThat(tokens.read(header + "." + parts[1] + "." + parts[2])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":1,\"typ\":\"JWT\"}",
                "{\"alg\":[\"HS256\"],\"typ\":\"JWT\"}",
                "{\"alg\":null,\"typ\":\"JWT\"}",
                "{\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
                "{\"alg\":\"HS256\",\"typ\":7}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"b64\":false,\"crit\":[\"b64\"]}",
                "[]",
                "",
                "\u0000"
            })
    void headersThatAreNotOursAreRefused(String header) {
        // Given
        JsonObject claims = claims(tokens.sign(SUBMIT));

        // When
        String text = signed(header, claims, "HmacSHA256", SECRET);

        // Then
        assertThat(tokens.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aud | 'another'",
                "aud | null",
                "iss | 'another'",
                "iss | null",
                "exp | null",
                "exp | 'soon'",
                "exp | -1",
                "exp | 1e400",
                "jti | null",
                "tenant | null",
                "tenant | 7",
                "scope | null",
                "scope | 'admin'",
                "scope | 'watch'",
                "kind | 'passport'",
                "kind | null",
                "origin | 7",
                "nbf | 99999999999"
            })
    void claimsThatAreNotOursAreRefused(String claim, String value) {
        // Given
        JsonObject claims = claims(tokens.sign(SUBMIT));
        claims.remove(claim);
        String changed = value.equals("null")
                ? claims.encode()
                : claims.encode().replaceFirst("\\{", "{\"" + claim + "\":" + value.replace('\'', '"') + ",");

        // When
        String text = signed(HS256, changed, "HmacSHA256", SECRET);

        // Then
        assertThat(tokens.read(text)).isEmpty();
    }

    @Test
    void aChangedTokenIsNone() {
        // Given
        String text = tokens.sign(WATCH);
        String claims = text.split("\\.")[1];
        String changed = encode(claims(text).put("verification", "anothers").encode());

        // Then
        assertThat(tokens.read(text.replace(claims, changed))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "....", "a.b.c", "eyJ.eyJ.x", "Bearer", "\u00e9.\u00e9.\u00e9", "%"})
    void garbageIsNoToken(String garbage) {
        assertThat(tokens.read(garbage)).isEmpty();
    }

    @Test
    void aVeryLongOneIsNotEvenRead() {
        // Given
        JsonObject claims = claims(tokens.sign(SUBMIT)).put("padding", "x".repeat(4000));

        // Then
        assertThat(tokens.read(signed(HS256, claims, "HmacSHA256", SECRET))).isEmpty();
    }

    @Test
    void noChangedByteMakesAnotherTokenAndNoneIsAFault() {
        // Given
        Random random = new Random(4711);
        String text = tokens.sign(WATCH);

        for (int round = 0; round < 2_000; round++) {
            // When
            char[] mutated = text.toCharArray();
            for (int i = 0; i <= random.nextInt(3); i++) {
                mutated[random.nextInt(mutated.length)] = (char) (random.nextInt(96) + 32);
            }

            // Then: the last character of base64 holds bits that count for nothing, so the same token may come out.
            assertThat(tokens.read(new String(mutated)).filter(read -> !read.equals(WATCH)))
                    .isEmpty();
        }
    }

    @Test
    void aUseIsRememberedLongerThanTheTokenIsGood() {
        assertThat(SUBMIT.memory(NOW)).isGreaterThan(Duration.ofSeconds(600));
    }

    private static JsonObject header(String text) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(text.split("\\.")[0]), UTF_8));
    }

    private static JsonObject claims(String text) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(text.split("\\.")[1]), UTF_8));
    }

    private static String signed(String header, JsonObject claims, String algorithm, String secret) {
        return signed(header, claims.encode(), algorithm, secret);
    }

    private static String signed(String header, String claims, String algorithm, String secret) {
        try {
            String input = encode(header) + "." + encode(claims);
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), algorithm));
            return input + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(input.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
