package io.kairosgateway.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the names of the uploaded files ask for, all files of an upload together. A name is words separated by anything but
 * letters, digits and {@code =}, for which a space may stand; words that mean nothing here are skipped. So
 * {@code selfie-reject-delay=300ms.jpg} is a rejection after 300 ms. Case matters only in codes. In {@code curl -F} use
 * {@code -} as separator: {@code ,} and {@code ;} end an unquoted file name there.
 *
 * <table>
 * <caption>Words</caption>
 * <tr><th>word</th><th>effect</th></tr>
 * <tr><td>{@code approve}</td><td>no reasons; the default. Of several outcomes the worst counts</td></tr>
 * <tr><td>{@code review}, {@code reject}</td><td>one reason of that kind with a usual code, or the given codes</td></tr>
 * <tr><td>{@code FAKE_ID}, {@code DOCUMENT_EXPIRED}, any {@code CAPITALS_WITH_UNDERSCORES}</td><td>a reason with this code,
 *     {@code reject} unless the outcome word is {@code review}</td></tr>
 * <tr><td>{@code delay=300ms}, {@code delay=2s}</td><td>time from the end of the upload to the decision; the synchronous kinds
 *     answer at once without it</td></tr>
 * <tr><td>{@code pending=404|202|200}</td><td>the GET before the decision: 404 (default), 202, or 200 without decision</td></tr>
 * <tr><td>{@code fault=429} (any 3xx, 4xx, 5xx)</td><td>the POST is answered with this status; a 3xx sends to {@code /elsewhere}</td></tr>
 * <tr><td>{@code fault=html|empty|garbage|malformed}</td><td>200 with HTML, with nothing, with cut JSON; the usual status with
 *     JSON of wrong types</td></tr>
 * <tr><td>{@code fault=hang}</td><td>everything is read, nothing is answered</td></tr>
 * <tr><td>{@code fault=early}</td><td>401 as soon as this file begins; the rest is read on</td></tr>
 * <tr><td>{@code fault=reset}</td><td>the connection is closed in the middle of the body</td></tr>
 * <tr><td>{@code fault=slow}</td><td>the body is read at {@link SimulatorOptions#slowRate}</td></tr>
 * <tr><td>{@code poll=500} (any 3xx, 4xx, 5xx), {@code poll=html|empty|garbage|hang|reset}</td><td>every GET of this verification</td></tr>
 * <tr><td>{@code poll=slow}</td><td>every GET is answered after one second</td></tr>
 * <tr><td>{@code poll=never}</td><td>pending for ever</td></tr>
 * <tr><td>{@code poll=malformed}</td><td>the decision has wrong types</td></tr>
 * <tr><td>{@code poll=500x2}, {@code poll=hangx1}, …</td><td>only the first 2 GETs, the first GET, …</td></tr>
 * </table>
 *
 * @param mistakes instructions with a value that does not exist; the POST is answered with 400 that names them
 */
record Script(
        Outcome outcome,
        List<String> codes,
        Optional<Duration> delay,
        int pendingStatus,
        Optional<Fault> postFault,
        Optional<Fault> pollFault,
        List<String> mistakes) {

    /** Names that cameras give, such as {@code IMG_2034}, must not be taken for codes. */
    private static final Pattern CODE =
            Pattern.compile("(?<![A-Za-z0-9])[A-Z]{2,}(?:_[A-Z]{2,})+(?:_\\d+)?(?![A-Za-z0-9])");

    /** Netty's multipart parser hands out file names with a space for each {@code =}. */
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?<![a-z0-9])(delay|pending|fault|poll)[= ]", Pattern.CASE_INSENSITIVE);

    private static final Pattern SEPARATOR = Pattern.compile("[^A-Za-z0-9=]+");
    private static final Pattern INSTRUCTION = Pattern.compile("(delay|pending|fault|poll)=(.*)");
    private static final Pattern DELAY = Pattern.compile("(\\d{1,7})(ms|s)");
    private static final Set<String> PENDING = Set.of("404", "202", "200");

    static Script of(Collection<String> fileNames) {
        var reading = new Reading();
        fileNames.forEach(reading::read);
        return reading.script();
    }

    /** The answer to a POST that these instructions spoil before anything is verified, or nothing. */
    Optional<Answer> refusal() {
        return mistakes.isEmpty()
                ? postFault.flatMap(Fault::answer)
                : Optional.of(Answer.error(400, "The sandbox does not know " + String.join(", ", mistakes)));
    }

    boolean faulty(Fault.Mode mode) {
        return postFault.filter(fault -> fault.mode() == mode).isPresent();
    }

    /** {@code 300ms} or {@code 2s}, or nothing when it is neither. */
    static Optional<Duration> duration(String value) {
        Matcher form = DELAY.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(form.group(1));
        return Optional.of(form.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount));
    }

    private static final class Reading {
        private final List<String> codes = new ArrayList<>();
        private final List<String> mistakes = new ArrayList<>();
        private Optional<Outcome> outcome = Optional.empty();
        private Optional<Duration> delay = Optional.empty();
        private Optional<Fault> postFault = Optional.empty();
        private Optional<Fault> pollFault = Optional.empty();
        private int pendingStatus = 404;

        void read(String fileName) {
            Matcher code = CODE.matcher(fileName);
            code.results().map(found -> found.group()).forEach(codes::add);
            for (String word :
                    SEPARATOR.split(ASSIGNMENT.matcher(code.replaceAll("-")).replaceAll("$1="))) {
                Matcher instruction = INSTRUCTION.matcher(word.toLowerCase(Locale.ROOT));
                if (!instruction.matches()) {
                    Outcome.parse(word)
                            .ifPresent(found ->
                                    outcome = outcome.map(found::orWorse).or(() -> Optional.of(found)));
                } else if (!follow(instruction.group(1), instruction.group(2))) {
                    mistakes.add(word);
                }
            }
        }

        private boolean follow(String key, String value) {
            return switch (key) {
                case "delay" -> (delay = duration(value)).isPresent();
                case "fault" -> (postFault = Fault.onPost(value)).isPresent();
                case "poll" -> (pollFault = Fault.onGet(value)).isPresent();
                default -> pending(value);
            };
        }

        private boolean pending(String value) {
            if (!PENDING.contains(value)) {
                return false;
            }
            pendingStatus = Integer.parseInt(value);
            return true;
        }

        Script script() {
            Outcome decided = codes.isEmpty()
                    ? outcome.orElse(Outcome.APPROVE)
                    : outcome.filter(word -> word != Outcome.APPROVE).orElse(Outcome.REJECT);
            return new Script(
                    decided, List.copyOf(codes), delay, pendingStatus, postFault, pollFault, List.copyOf(mistakes));
        }
    }
}
