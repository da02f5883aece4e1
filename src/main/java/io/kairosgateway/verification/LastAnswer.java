package io.kairosgateway.verification;

import java.util.regex.Pattern;

/**
 * What Kairos last answered to a GET while it had no decision, unread: the drop-in passes it on as it came.
 *
 * @param contentType null when Kairos sent none that can be passed on
 */
public record LastAnswer(int status, String contentType, String body) {

    private static final String TOKEN = "[!#$%&'+.^_`|~0-9A-Za-z-]{1,80}";

    private static final Pattern MEDIA_TYPE = Pattern.compile(
            TOKEN + "/" + TOKEN + "(?:[ \t]*;[ \t]*" + TOKEN + "=(?:" + TOKEN + "|\"[ !#-\\[\\]-~]{0,80}\")){0,4}");

    private static final int LONGEST = 400;

    public LastAnswer {
        contentType = passable(contentType, false);
    }

    /**
     * A type that can stand in a response; else {@code application/json}, or null.
     *
     * @param json whether the body looks like what Kairos documents
     */
    public static String passable(String contentType, boolean json) {
        boolean passable = contentType != null
                && contentType.length() <= LONGEST
                && MEDIA_TYPE.matcher(contentType).matches();
        return passable ? contentType : json ? "application/json" : null;
    }

    @Override
    public String toString() {
        return "LastAnswer[status=" + status + "]";
    }
}
