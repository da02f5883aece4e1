package io.kairosgateway.kairos;

/** What Kairos knows a tenant by, sent as two headers with every call. */
public record Credentials(String appId, String appKey) {

    @Override
    public String toString() {
        return "Credentials[masked]";
    }
}
