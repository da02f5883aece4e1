package io.kairosgateway.verification;

/**
 * What Kairos last answered to a GET while it had no decision, unread: the drop-in passes it on as it came.
 *
 * @param contentType null when Kairos sent none
 */
public record LastAnswer(int status, String contentType, String body) {

    @Override
    public String toString() {
        return "LastAnswer[status=" + status + "]";
    }
}
