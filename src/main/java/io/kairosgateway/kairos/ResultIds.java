package io.kairosgateway.kairos;

import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.kairos.KairosResults.Question;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.GatewaySettings.Kairos.ResultId;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a result is the one that was asked for. The id that it carries is compared, never assumed: connections are shared, and a proxy that
 * mixes them up would give one person's result to another.
 *
 * <p>Nothing proves that the id in a result ({@code api_req_uid}) is the number that the upload got ({@code api_req_uuid}). So a Kairos with a
 * numbering of its own is believed in, but only while nothing speaks against it: no result has ever carried the id asked for, two new
 * connections give the same other id, and that id has been given for no other verification.
 */
@Singleton
class ResultIds {

    private static final int REMEMBERED = 10_000;

    private final ResultId rule;
    private final Counter foreign;

    /** Where Kairos has been seen to repeat the id: from then on a result without it is none. */
    private final Set<Numbering> repeated = ConcurrentHashMap.newKeySet();

    private final Set<Numbering> told = ConcurrentHashMap.newKeySet();
    private final Map<VerificationId, VerificationId> owners = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VerificationId, VerificationId> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Kairos may number its kinds and versions differently. */
    private record Numbering(String apiVersion, Kind kind) {

        static Numbering of(Question question) {
            return new Numbering(question.apiVersion(), question.kind());
        }
    }

    @Inject
    ResultIds(GatewaySettings settings, MeterRegistry registry) {
        this.rule = settings.kairos().resultId();
        this.foreign = Counter.builder("kairos.gateway.results.foreign")
                .description("Answers of Kairos that carried another id than the one asked for")
                .register(registry);
    }

    /** What the answer means; where ids are not compared, its own is left out. */
    KairosReply read(Question question, KairosAnswer answer) {
        KairosReply reply = ReplyReader.polled(question.kind(), question.id(), answer);
        return rule == ResultId.IGNORE && reply instanceof KairosReply.Decided decided
                ? new KairosReply.Decided(null, decided.decision(), decided.took())
                : reply;
    }

    /** Whether the answer is about another verification, as far as one can tell from it alone. */
    boolean foreign(Question question, Asked asked) {
        if (rule == ResultId.IGNORE) {
            return false;
        }
        VerificationId id = id(asked.reply());
        if (question.id().equals(id)) {
            return false;
        }
        boolean needed = rule == ResultId.REQUIRE || repeated.contains(Numbering.of(question));
        return id != null || needed && result(asked.reply());
    }

    /** Whether the answer may be taken; counts the others. */
    boolean fits(Question question, Asked asked) {
        boolean fits = !foreign(question, asked);
        if (!fits) {
            foreign.increment();
        } else if (question.id().equals(id(asked.reply())) && result(asked.reply())) {
            repeated.add(Numbering.of(question));
        }
        return fits;
    }

    /** Whether it is worth asking once more, because the other id may be Kairos' name for this verification. */
    boolean mayBeOwnNumbering(Question question, Asked asked) {
        return rule == ResultId.AUTO
                && asked.reply() instanceof KairosReply.Decided decided
                && decided.id() != null
                && !repeated.contains(Numbering.of(question));
    }

    /** Whether two answers of two new connections agree on what Kairos calls this verification. */
    boolean isOwnNumbering(Question question, Asked second, Asked third) {
        boolean own = mayBeOwnNumbering(question, third)
                && id(third.reply()).equals(id(second.reply()))
                && owned(id(third.reply()), question.id());
        if (own && told.add(Numbering.of(question))) {
            Log.warnf(
                    "Kairos' results carry ids of their own, which are taken from now on where nothing speaks against it"
                            + " version=%s kind=%s; see gateway.kairos.result-id",
                    question.apiVersion(), question.kind().label());
        }
        return own;
    }

    private synchronized boolean owned(VerificationId other, VerificationId asked) {
        VerificationId owner = owners.putIfAbsent(other, asked);
        return owner == null || owner.equals(asked);
    }

    private static boolean result(KairosReply reply) {
        return reply instanceof KairosReply.Decided
                || reply instanceof KairosReply.Unreadable unreadable && unreadable.json() != null;
    }

    private static VerificationId id(KairosReply reply) {
        if (reply instanceof KairosReply.Decided decided) {
            return decided.id();
        }
        if (reply instanceof KairosReply.Pending pending) {
            return pending.id();
        }
        return reply instanceof KairosReply.Unreadable unreadable ? unreadable.id() : null;
    }
}
