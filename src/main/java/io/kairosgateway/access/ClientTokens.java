package io.kairosgateway.access;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Client tokens as text: JSON Web Tokens (RFC 7519), signed with HMAC-SHA256 and nothing else. Which algorithm a token names decides
 * nothing (RFC 8725, 3.1): every other one is refused before its signature is looked at.
 */
@Singleton
class ClientTokens {

    private static final String ISSUER = "kairos-gateway";
    private static final String AUDIENCE = "kairos-gateway/v1";
    private static final String TENANT = "tenant";
    private static final String SCOPE = "scope";
    private static final String KIND = "kind";
    private static final String VERIFICATION = "verification";
    private static final String ORIGIN = "origin";
    private static final String SUBMIT = "submit";
    private static final String WATCH = "watch";

    /** Ours are a third of it. What is longer is not worth decoding. */
    private static final int MAX_LENGTH = 2048;

    private final TokenSecrets secrets;
    private final InstantSource clock;

    @Inject
    ClientTokens(TokenSecrets secrets) {
        this(secrets, Clock.systemUTC());
    }

    ClientTokens(TokenSecrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    String sign(ClientToken token) {
        JwtClaimsBuilder claims = Jwt.claims()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .issuedAt(clock.instant())
                .expiresAt(token.expiresAt())
                .claim("jti", token.id())
                .claim(TENANT, token.tenant());
        if (token.grant() instanceof Grant.Submit submit) {
            claims.claim(SCOPE, SUBMIT).claim(KIND, submit.kind().label());
        } else if (token.grant() instanceof Grant.Watch watch) {
            claims.claim(SCOPE, WATCH).claim(VERIFICATION, watch.id().value());
        }
        if (token.origin() != null) {
            claims.claim(ORIGIN, token.origin());
        }
        return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(secrets.signing());
    }

    /** What the text says, or nothing when it is not one of our tokens, valid now. Why not is nobody's business. */
    Optional<ClientToken> read(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return secrets.verifying().stream()
                .map(secret -> read(text, secret))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<ClientToken> read(String text, SecretKey secret) {
        try {
            return token(consumer(secret).processToClaims(text));
        } catch (InvalidJwtException | MalformedClaimException invalid) {
            return Optional.empty();
        } catch (ArithmeticException beyondAllTime) {
            // An exp that no Instant can hold passes for one in the future.
            return Optional.empty();
        }
    }

    private JwtConsumer consumer(SecretKey secret) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
                .setVerificationKey(secret)
                .setExpectedType(true, "JWT")
                .setExpectedIssuer(true, ISSUER)
                .setExpectedAudience(true, AUDIENCE)
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
    }

    private static Optional<ClientToken> token(JwtClaims claims) throws MalformedClaimException {
        String tenant = claims.getStringClaimValue(TENANT);
        Optional<? extends Grant> grant = grant(claims);
        if (tenant == null || grant.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClientToken(
                claims.getJwtId(),
                tenant,
                grant.get(),
                claims.getStringClaimValue(ORIGIN),
                Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis())));
    }

    private static Optional<? extends Grant> grant(JwtClaims claims) throws MalformedClaimException {
        String scope = claims.getStringClaimValue(SCOPE);
        if (SUBMIT.equals(scope)) {
            return Kind.parse(claims.getStringClaimValue(KIND)).map(Grant.Submit::new);
        }
        return WATCH.equals(scope)
                ? VerificationId.parse(claims.getStringClaimValue(VERIFICATION)).map(Grant.Watch::new)
                : Optional.empty();
    }
}
