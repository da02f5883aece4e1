package io.kairosgateway.kairos;

import io.kairosgateway.kairos.KairosPath.Condition;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Tries the path to Kairos with a GET for a verification that does not exist: it costs nothing and changes nothing. What Kairos answers to
 * that is not documented, but with wrong credentials it is a 4xx, and other than for a missing result.
 */
@Singleton
public class KairosProbe {

    private final KairosGets gets;
    private final KairosAddress address;
    private final KairosPath path;

    KairosProbe(KairosGets gets, KairosAddress address, KairosPath path) {
        this.gets = gets;
        this.path = path;
        this.address = address;
    }

    /** Never fails. Credentials that are refused are tried in the other spelling too, since a proxy may drop headers with underscores. */
    public Uni<Condition> ask(Credentials credentials) {
        HeaderSpelling usual = address.spelling();
        return ask(credentials, usual)
                .flatMap(condition -> condition.letsIn()
                        ? Uni.createFrom().item(condition)
                        : ask(credentials, other(usual))
                                .map(again -> again == Condition.OPEN ? Condition.HEADERS_DROPPED : condition));
    }

    private Uni<Condition> ask(Credentials credentials, HeaderSpelling spelling) {
        KairosGets.Get get = new KairosGets.Get(
                credentials,
                spelling,
                address.version(),
                Kind.DOCUMENT,
                new VerificationId(UUID.randomUUID().toString()),
                null,
                false);
        return gets.get(get, (answer, distrust) -> Condition.of(answer.status()))
                .onFailure()
                .recoverWithItem(lost -> {
                    path.failed(credentials, lost);
                    return Condition.UNREACHABLE;
                });
    }

    private static HeaderSpelling other(HeaderSpelling spelling) {
        return spelling == HeaderSpelling.HYPHEN ? HeaderSpelling.UNDERSCORE : HeaderSpelling.HYPHEN;
    }
}
