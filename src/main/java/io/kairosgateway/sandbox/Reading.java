package io.kairosgateway.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gathers a {@link Script}. A file name is words separated by anything but letters, digits and {@code =}, for which a space may stand; words
 * that mean nothing here are skipped. A header is {@code key=value} pairs separated by {@code ;}, and all of them have to mean something.
 */
final class Reading {

    /** Names that cameras give, such as {@code IMG_2034}, must not be taken for codes. */
    private static final String CODE_FORM = "[A-Z]{2,}(?:_[A-Z]{2,})+(?:_\\d+)?";

    private static final Pattern CODE = Pattern.compile("(?<![A-Za-z0-9])" + CODE_FORM + "(?![A-Za-z0-9])");
    private static final Pattern WHOLE_CODE = Pattern.compile(CODE_FORM);

    private static final String KEYS = "delay|pending|fault|poll|seed";

    /** Netty's multipart parser hands out file names with a space for each {@code =}. */
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?<![a-z0-9])(" + KEYS + ")[= ]", Pattern.CASE_INSENSITIVE);

    private static final Pattern SEPARATOR = Pattern.compile("[^A-Za-z0-9=]+");
    private static final Pattern INSTRUCTION = Pattern.compile("(" + KEYS + ")=(.*)");
    private static final Pattern PAIR = Pattern.compile("([a-z]{1,20})=([A-Za-z0-9_]{1,100})");
    private static final Pattern DELAY = Pattern.compile("(\\d{1,7})(ms|s)");
    private static final Pattern SEED = Pattern.compile("\\d{1,18}");
    private static final Set<String> PENDING = Set.of("404", "202", "200");

    private final List<String> codes = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private Optional<Outcome> outcome = Optional.empty();
    private Optional<Duration> delay = Optional.empty();
    private Optional<Fault> postFault = Optional.empty();
    private Optional<Fault> pollFault = Optional.empty();
    private int pendingStatus = 404;
    private Chance chance = Chance.NONE;

    void fileName(String fileName) {
        Matcher code = CODE.matcher(fileName);
        code.results().map(found -> found.group()).forEach(codes::add);
        for (String word :
                SEPARATOR.split(ASSIGNMENT.matcher(code.replaceAll("-")).replaceAll("$1="))) {
            Matcher instruction = INSTRUCTION.matcher(word.toLowerCase(Locale.ROOT));
            if (!instruction.matches()) {
                Outcome.parse(word)
                        .ifPresent(
                                found -> outcome = outcome.map(found::orWorse).or(() -> Optional.of(found)));
            } else if (!follow(instruction.group(1), instruction.group(2))) {
                mistakes.add(word);
            }
        }
    }

    void header(String value) {
        Set<String> seen = new HashSet<>();
        for (String text : value.split(";", -1)) {
            Matcher pair = PAIR.matcher(text.strip());
            if (!pair.matches()) {
                mistakes.add("not every part between the ; is key=value");
            } else if (!seen.add(pair.group(1)) && !pair.group(1).equals("code")) {
                mistakes.add(pair.group(1) + " stands there twice");
            } else if (!follow(pair.group(1), pair.group(2))) {
                mistakes.add(pair.group(1) + " " + taken(pair.group(1)));
            }
        }
        if (!codes.isEmpty() && outcome.filter(Outcome.APPROVE::equals).isPresent()) {
            mistakes.add("a code does not go with the outcome approved");
        }
    }

    private boolean follow(String key, String value) {
        return switch (key) {
            case "outcome" -> (outcome = Outcome.parse(value)).isPresent();
            case "code" -> WHOLE_CODE.matcher(value).matches() && codes.add(value);
            case "delay" -> (delay = duration(value)).isPresent();
            case "fault" -> (postFault = Fault.onPost(value)).isPresent();
            case "poll" -> (pollFault = Fault.onGet(value)).isPresent();
            case "pending" -> pending(value);
            case "seed" -> seed(value);
            default -> false;
        };
    }

    private static String taken(String key) {
        return switch (key) {
            case "outcome" -> "is approved, review or rejected";
            case "code" -> "is in CAPITALS_WITH_UNDERSCORES";
            case "delay" -> "is a number with ms or s";
            case "fault" -> "is a status from 300 to 599, html, empty, garbage, malformed, hang, early, reset or slow";
            case "poll" ->
                "is a status from 300 to 599, html, empty, garbage, malformed, hang, reset, slow or never, each also with x and a number";
            case "pending" -> "is 404, 202 or 200";
            case "seed" -> "is a number of up to 18 digits";
            default -> "is not known; there are outcome, code, delay, pending, fault, poll and seed";
        };
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

    private boolean pending(String value) {
        if (!PENDING.contains(value)) {
            return false;
        }
        pendingStatus = Integer.parseInt(value);
        return true;
    }

    private boolean seed(String value) {
        if (!SEED.matcher(value).matches()) {
            return false;
        }
        chance = Chance.of(Long.parseLong(value));
        return true;
    }

    Script script() {
        Outcome decided = codes.isEmpty()
                ? outcome.orElse(chance.outcome())
                : outcome.filter(word -> word != Outcome.APPROVE).orElse(Outcome.REJECT);
        return new Script(
                decided, List.copyOf(codes), delay, pendingStatus, postFault, pollFault, chance, List.copyOf(mistakes));
    }
}
