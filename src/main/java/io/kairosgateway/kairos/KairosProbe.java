package io.kairosgateway.kairos;

import io.kairosgateway.kairos.KairosPath.Condition;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.HeaderSpelling;
import io.kairosgateway.verification.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tries the path to Kairos with a GET for a verification that does not exist: it costs nothing and changes nothing. What Kairos answers to
 * that is not documented, but with wrong credentials it is a 4xx, and other than for a missing result.
 */
@Singleton
public class KairosProbe {

    private final KairosAddress address;
    private final GatewaySettings.Kairos settings;
    private final Map<HeaderSpelling, KairosApi> clients = new ConcurrentHashMap<>();

    KairosProbe(KairosAddress address, GatewaySettings settings) {
        this.address = address;
        this.settings = settings.kairos();
    }

    /** Never fails. Credentials that are refused are tried in the other spelling too, since a proxy may drop headers with underscores. */
    public Uni<Condition> ask(Credentials credentials) {
        HeaderSpelling usual = settings.credentialHeaders();
        return ask(credentials, usual)
                .flatMap(condition -> condition.letsIn()
                        ? Uni.createFrom().item(condition)
                        : ask(credentials, other(usual))
                                .map(again -> again == Condition.OPEN ? Condition.HEADERS_DROPPED : condition));
    }

    private Uni<Condition> ask(Credentials credentials, HeaderSpelling spelling) {
        return Uni.createFrom()
                .deferred(() -> clients.computeIfAbsent(spelling, unused -> ApiClient.of(address, settings, spelling))
                        .result(
                                address.version(),
                                Kind.DOCUMENT.resource(),
                                UUID.randomUUID().toString(),
                                credentials.appId(),
                                credentials.appKey(),
                                null))
                .map(Response::getStatus)
                .map(Condition::of)
                .ifNoItem()
                .after(settings.guards().timeout())
                .recoverWithItem(Condition.UNREACHABLE)
                .onFailure()
                .recoverWithItem(Condition.UNREACHABLE);
    }

    private static HeaderSpelling other(HeaderSpelling spelling) {
        return spelling == HeaderSpelling.HYPHEN ? HeaderSpelling.UNDERSCORE : HeaderSpelling.HYPHEN;
    }
}
