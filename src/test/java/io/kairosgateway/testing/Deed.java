package io.kairosgateway.testing;

import static io.kairosgateway.testing.HostileAnswer.gzip;
import static io.kairosgateway.testing.HostileAnswer.response;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link HostileKairos} may do with a request. None of it gives a person's result under another's id, or an upload the id of one that
 * the gateway never heard of: no gateway could notice that.
 */
public enum Deed {
    HONEST(answer -> answer.say(answer.honest())),
    NOT_YET(answer -> answer.say(response(404, "{}"))),

    // Interim responses.
    PROCESSING_FIRST(
            answer -> answer.say("HTTP/1.1 102 Processing\r\n\r\n").pause(250).say(answer.honest())),
    UNKNOWN_INTERIM(answer -> answer.say("HTTP/1.1 199 Whatever\r\nX-A: b\r\n\r\n")
            .pause(answer.some(200))
            .say("HTTP/1.1 150 \r\n\r\n" + answer.honest())),
    MANY_INTERIMS(
            answer -> answer.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n".repeat(50))
                    .pause(20)
                    .say("HTTP/1.1 102 Processing\r\n\r\n" + answer.honest())),
    INTERIM_WITH_A_BODY(answer -> answer.say("HTTP/1.1 102 P\r\nContent-Length: 2\r\n\r\nab")
            .pause(50)
            .say(answer.honest())),
    SWITCHING(answer -> answer.say("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")
            .pause(50)
            .say(answer.honest())),
    ENDLESS_INTERIMS(answer -> answer.endlessly("HTTP/1.1 102 Processing\r\n\r\n")),

    // More or less than one response.
    ANOTHER_BEHIND(answer -> answer.say(answer.honest() + answer.another())),
    ANOTHER_SOON(
            answer -> answer.say(answer.honest()).pause(5 + answer.some(60)).say(answer.another())),
    HALF_ANOTHER_BEHIND(answer -> answer.say(answer.honest() + "HTTP/1.1 200 OK\r\nX-Junk: ")),
    ANOTHER(answer -> answer.say(answer.another())),
    NOTHING_AND_THE_END(answer -> {}, true),
    RESET(HostileAnswer::reset, true),
    HALF(answer -> answer.say(answer.honest().substring(0, answer.honest().length() / 2)), true),
    TRICKLE(answer -> answer.trickle(answer.honest()), true),
    SILENCE(answer -> answer.pause(8_000), true),

    // Without an end, or too large.
    ENDLESS_HEAD(answer -> answer.say("HTTP/1.1 200 OK\r\n").endlessly("X-Header: something to fill the memory\r\n")),
    ENDLESS_CHUNKS(answer -> answer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .endlessly("10\r\n{\"a\":\"0123456789\r\n")),
    ENDLESS_EXTENSIONS(answer -> answer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .endlessly("1;" + "a".repeat(3_000) + "\r\n{\r\n")),
    HUGE(answer ->
            answer.say("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n").endlessly("[{\"a\":7},")),
    HUGE_FAULT(answer ->
            answer.say("HTTP/1.1 500 Oh\r\nContent-Length: 209715200\r\n\r\n").endlessly("<p>sorry")),
    BOMB(answer -> answer.say(response(200, gzip("0".repeat(30 << 20)), "Content-Encoding: gzip"))),

    // Framing.
    TWO_LENGTHS(answer -> answer.say(response(200, answer.json(), "Content-Length: 3"))),
    LENGTH_AND_CHUNKS(answer -> answer.say("HTTP/1.1 " + answer.status()
            + " OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(answer.json().length())
            + "\r\n" + answer.json() + "\r\n0\r\n\r\n")),
    OLD_HTTP(answer -> answer.say("HTTP/1.0 " + answer.status() + " OK\r\n\r\n" + answer.json()), true),
    NO_LENGTH(answer -> answer.say("HTTP/1.1 " + answer.status() + " OK\r\n\r\n" + answer.json()), true),
    CLOSE_IN_A_LIST(answer -> answer.say(response(answer.status(), answer.json(), "Connection: keep-alive, close"))
            .pause(20)
            .say(answer.another())),
    EMPTY_WITH_A_BODY(answer -> answer.say(response(204, answer.json()))),
    STRANGE_STATUS(answer ->
            answer.say("HTTP/1.1 099 Hm\r\nContent-Length: 0\r\n\r\n").pause(20).say(answer.honest())),
    GARBAGE(answer -> answer.say("\u0000\u0001SSH-2.0-x\r\n\r\n{}\r\n"), true),
    NUL_IN_A_HEADER(answer -> answer.say(response(200, answer.json(), "X-A: a\u0000b"))),

    // What surrounds an answer.
    ZIPPED(answer -> answer.say(response(answer.status(), gzip(answer.json()), "Content-Encoding: gzip"))),
    MARKED(answer -> answer.say(response(answer.status(), "\u00ef\u00bb\u00bf" + answer.json()))),
    TYPELESS(answer ->
            answer.say(response(answer.status(), answer.json(), "Content-Type: garbage", "Content-Type: a/b/c")
                    .replace("Content-Type: application/json\r\n", ""))),
    BUSY_UNTIL(answer -> answer.say(response(
            429,
            "{}",
            "Retry-After: "
                    + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2))))),
    FAULT(answer -> answer.say(response(503, "<html>"))),

    // Bodies that say two things.
    PART_OF_IT(answer -> answer.say(response(206, answer.lying(Deed.APPROVAL)))),
    TWICE(answer ->
            answer.say(response(answer.status(), answer.lying("{\"reject_score\":4," + Deed.APPROVAL.substring(1))))),
    NEGATIVE(answer -> answer.say(
            response(answer.status(), answer.lying("{\"details\":[],\"reject_score\":-1,\"review_score\":0}")))),
    NEITHER(answer -> answer.say(response(answer.status(), answer.lying("{\"details\":[]}")))),
    FAULT_BESIDE(answer -> answer.say(
            response(answer.status(), answer.lying(Deed.APPROVAL.replace("{", "{\"error\":\"not processed\","))))),
    HTML(answer -> answer.say(response(200, "<html>maintenance</html>")));

    static final String APPROVAL = "{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":0}";
    static final String REJECTION = "{\"details\":[{\"code\":\"FAKE_ID\",\"confidence\":1,\"decision\":\"reject\","
            + "\"description\":\"x\"}],\"reject_score\":4,\"review_score\":0,\"warning_score\":0}";

    private final Act act;
    private final boolean last;

    /** Says something, in one way or another. */
    private interface Act {
        void on(HostileAnswer answer) throws IOException, InterruptedException;
    }

    Deed(Act act) {
        this(act, false);
    }

    /** @param last whether the connection ends with it */
    Deed(Act act, boolean last) {
        this.act = act;
        this.last = last;
    }

    /** All that a deed can be chosen from at random. */
    public static List<Deed> bad() {
        return Stream.of(values()).filter(deed -> deed != HONEST).toList();
    }

    /** @return whether the connection goes on */
    boolean answer(HostileAnswer answer) throws IOException, InterruptedException {
        act.on(answer);
        return !last;
    }
}
