package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.checkin.Reenrollments.Reply.Unanswered;
import dev.rollcall.agent.enrollment.Enroller.Answer.Waiting;
import dev.rollcall.agent.enrollment.ServerHttp.Answer;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.protocol.Refused;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** What an HTTP answer means to whoever enrolls, in one line. Pure. */
final class Answers {

    private static final int MAX_DETAIL = 300;
    private static final String UNNAMED = "R-?";
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private Answers() {}

    static void requireSuccess(Answer answer) throws EnrollmentException {
        if (answer.status() != 200) {
            throw explain(answer);
        }
    }

    static EnrollmentException explain(Answer answer) {
        var detail = detail(answer.body().toArray()).map(d -> ": " + d).orElse("");
        return switch (answer.status()) {
            case 400, 422 -> EnrollmentException.server("it refused the request" + detail);
            case 403 -> EnrollmentException.command("this device was not let in" + detail);
            case 401 ->
                    EnrollmentException.command(
                            "the token was not accepted: it is wrong, spent or revoked" + detail);
            case 404 ->
                    EnrollmentException.command(
                            "this is not the HTTPS port of a Rollcall server" + detail);
            case 429, 502, 503, 504 ->
                    EnrollmentException.later("the server is busy; try again later" + detail);
            default -> EnrollmentException.server("it answered " + answer.status() + detail);
        };
    }

    /** What a 202 says (RFC 7030 section 4.2.3); what is not said is usual. */
    static Waiting waiting(Answer answer) {
        var after = retryAfter(answer).orElse(USUAL);
        return new Waiting(
                review(answer.body().toArray()), after.compareTo(LONGEST) < 0 ? after : LONGEST);
    }

    private static String review(byte[] body) {
        try {
            var text = Json.wire().readTree(body).path("review").asString("");
            return text.matches("R-\\d{1,9}") ? text : UNNAMED;
        } catch (JacksonException e) {
            // a server that is not ours may say nothing
            return UNNAMED;
        }
    }

    /**
     * What a server of ours tells a device that has an identity; empty for anything else on the
     * way, such as a proxy, which has no say in what becomes of the device.
     */
    static Optional<Refused> refusal(Answer answer) {
        try {
            var tree = Json.wire().readTree(answer.body().toArray());
            var code = tree.path("code").asString("");
            var reaction = tree.path("reaction");
            if (!code.matches("[a-z0-9-]{1,60}") || !reaction.isString()) {
                return Optional.empty();
            }
            return Optional.of(
                    new Refused(
                            code,
                            Json.wire().treeToValue(reaction, Refused.Reaction.class),
                            retryAfter(answer),
                            detail(answer.body().toArray()).orElse(code)));
        } catch (JacksonException | IllegalArgumentException e) {
            // no problem document, or one that says nothing that is understood
            return Optional.empty();
        }
    }

    /** What is neither a certificate nor a refusal in words: it is asked again. */
    static Unanswered unanswered(Answer answer) {
        var detail = detail(answer.body().toArray()).map(d -> ": " + d).orElse("");
        return new Unanswered(
                "its server answered " + answer.status() + detail, retryAfter(answer));
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        return answer.retryAfter()
                .filter(r -> r.matches("\\d{1,9}"))
                .map(r -> Duration.ofSeconds(Long.parseLong(r)));
    }

    /** The sentence of a problem document (RFC 9457), made fit for a terminal. */
    static Optional<String> detail(byte[] body) {
        try {
            var tree = Json.wire().readTree(body);
            var text = tree.path("detail").asString(tree.path("title").asString(""));
            var clean = text.replaceAll("[\\p{Cntrl}]", " ").strip();
            return clean.isEmpty()
                    ? Optional.empty()
                    : Optional.of(clean.substring(0, Math.min(clean.length(), MAX_DETAIL)));
        } catch (JacksonException e) {
            // no problem document: the status says enough
            return Optional.empty();
        }
    }
}
