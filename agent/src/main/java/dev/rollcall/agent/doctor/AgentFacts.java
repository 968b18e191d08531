package dev.rollcall.agent.doctor;

import dev.rollcall.agent.checkin.Situation;
import dev.rollcall.agent.checkin.Situation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the agent that runs, or ran last, left word of itself.
 *
 * @param running whether one owns the state folder
 */
public record AgentFacts(boolean running, Optional<Situation> situation) {

    private static final Duration LONG = Duration.ofDays(1);

    Check process() {
        if (!running) {
            return Check.fail(
                    "agent", "agent does not run: start it with systemctl start rollcall-agent");
        }
        if (situation.isEmpty()) {
            return Check.ok("agent", "agent runs");
        }
        var state = situation.get().state();
        if (state == State.CONNECTED) {
            return Check.ok("agent", "agent runs, and its session stands");
        }
        return Check.warn(
                "agent",
                "agent runs without a session: %s: %s"
                        .formatted(
                                state.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                Words.clean(situation.get().detail())));
    }

    static Check lastCheckIn(Optional<Instant> last, Times times) {
        if (last.isEmpty()) {
            return Check.warn("last-check-in", "this enrollment has not checked in yet");
        }
        var ago = Duration.between(last.get(), times.now());
        var says = "last check-in was at %s, %s ago".formatted(last.get(), Words.span(ago));
        return ago.compareTo(LONG) > 0
                ? Check.warn("last-check-in", says)
                : Check.ok("last-check-in", says);
    }

    static List<Check> skipped() {
        return List.of(
                Check.skip("agent", "agent: this device is not enrolled"),
                Check.skip("last-check-in", "last check-in: this device is not enrolled"));
    }
}
