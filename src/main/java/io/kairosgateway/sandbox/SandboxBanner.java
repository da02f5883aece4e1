package io.kairosgateway.sandbox;

/** How to try the gateway, to be copied line by line into a shell at the root of the repository. */
final class SandboxBanner {

    /** What the build profiles of the sandbox set for the tenant {@code default}. */
    static final String API_KEY = "demo-key";

    private SandboxBanner() {}

    static String text(int port, String simulator) {
        String page = "http://localhost:" + port + "/";
        String url = page + "v1/verifications";
        String key = "-H 'Authorization: Bearer " + API_KEY + "'";
        return """
                Sandbox: a simulated Kairos answers at %1$s; what it decides follows from the file names.
                  Try it in a browser:
                    %4$s
                  Submit and wait for the decision:
                    curl -s %3$s -H 'Prefer: wait=30' -F selfie=@src/samples/selfie.jpg -F document=@src/samples/document.jpg %2$s/full-id
                  Submit, then watch it happen:
                    id=$(curl -s %3$s -F document=@src/samples/document.jpg %2$s/document | sed 's/.*"id" *: *"\\([^"]*\\)".*/\\1/'); curl -N %3$s %2$s/$id/events
                  A rejected one:
                    curl -s %3$s -H 'Prefer: wait=30' -F 'selfie=@src/samples/selfie.jpg;filename=selfie-reject.jpg' -F document=@src/samples/document.jpg %2$s/full-id""".formatted(simulator, url, key, page);
    }
}
