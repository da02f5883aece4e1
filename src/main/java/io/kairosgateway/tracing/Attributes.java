package io.kairosgateway.tracing;

import io.kairosgateway.settings.TracingAsUnderstood;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Optional;
import java.util.UUID;

/**
 * All that a span may say, and so all that leaves the gateway by this way. Their values are of fixed vocabularies, numbers, names from the
 * settings, and the ids of verifications that exist; nothing is taken from what a caller or Kairos wrote. There is no verdict among them:
 * a decision about a person is for whoever asks for it, not for whoever reads traces.
 */
final class Attributes {

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
    static final AttributeKey<String> PEER = AttributeKey.stringKey("peer.service");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> TENANT = AttributeKey.stringKey("kairos_gateway.tenant");
    static final AttributeKey<String> KIND = AttributeKey.stringKey("kairos_gateway.kind");
    static final AttributeKey<String> VERIFICATION = AttributeKey.stringKey("kairos_gateway.verification");
    static final AttributeKey<String> PROBLEM = AttributeKey.stringKey("kairos_gateway.problem");
    static final AttributeKey<Long> POLL = AttributeKey.longKey("kairos_gateway.poll");
    static final AttributeKey<String> RESULT = AttributeKey.stringKey("kairos_gateway.result");

    private Attributes() {}

    /** Who exports; the operator's own words come last. */
    static Resource resource(TracingAsUnderstood settings, Optional<String> serviceName) {
        AttributesBuilder attributes = io.opentelemetry.api.common.Attributes.builder()
                .put("service.name", "kairos-gateway")
                .put("service.instance.id", UUID.randomUUID().toString());
        settings.resourceAttributes().map(Pairs::parse).ifPresent(pairs -> pairs.forEach(attributes::put));
        serviceName.ifPresent(name -> attributes.put("service.name", name));
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }
}
