package dev.rollcall.server.clone;

import dev.rollcall.server.device.Boots;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says what a copy that asks for a new key is given. Pure.
 *
 * <p>Whoever can be shown not to be alone leaves, with a record of its own; so the record stays
 * with the last one. That it is the last one shows only in time: it waits until nobody else was
 * seen for a while, and only then keeps the record. A copy that restarts looks like another one,
 * but the boot before it is not seen again, and so drives nobody out.
 */
public final class CloneRule {

    /** Longer than two check-ins with their jitter: in it every copy that is on was seen. */
    public static final Duration QUIET = Duration.ofMinutes(40);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    private CloneRule() {}

    /** What follows. */
    public sealed interface Decision {

        /** It is given an identity and a record of its own. */
        record Leave() implements Decision {}

        /** It may be the last one, and asks again. @param again after so long */
        record Wait(Duration again) implements Decision {}

        /** It is the last one: it keeps the record, with a new key. */
        record Keep() implements Decision {}
    }

    /**
     * Whether boots that took turns say something that no person has judged: one of those that came
     * back is none of those of closed cases.
     *
     * @param notClones boots of cases that a person closed
     * @param boots that another one followed
     * @param boot that is there now, and came back
     */
    static boolean isNews(Set<String> notClones, List<Boots.Boot> boots, String boot) {
        return !notClones.contains(boot)
                || boots.stream()
                        .filter(b -> b.returned().isPresent())
                        .anyMatch(b -> !notClones.contains(b.id()));
    }

    /**
     * Where a person has chosen who keeps the record, that one keeps it at once, whoever else is
     * there, and all that were seen beside it leave. One that was not may be that very machine
     * after a restart, and waits; once the chosen boot was not seen for long, the choice counts no
     * more.
     *
     * @param all copies of the case, the asking one among them
     * @param me the one that asks
     * @param keeper the boot that was chosen
     */
    public static Decision decide(List<Copy> all, Copy me, Optional<String> keeper, Instant now) {
        return all.stream()
                .filter(copy -> keeper.equals(Optional.of(copy.bootId())))
                .filter(copy -> copy.waits() && !copy.lastSeen().plus(Boots.ALIVE).isBefore(now))
                .findFirst()
                .map(chosen -> beside(chosen, me))
                .orElseGet(() -> decide(all, me, now));
    }

    private static Decision beside(Copy chosen, Copy me) {
        if (chosen.bootId().equals(me.bootId())) {
            return new Decision.Keep();
        }
        return chosen.lastSeen().isAfter(me.firstSeen())
                ? new Decision.Leave()
                : new Decision.Wait(AGAIN);
    }

    /**
     * @param all copies of the case, the asking one among them
     * @param me the one that asks
     */
    public static Decision decide(List<Copy> all, Copy me, Instant now) {
        boolean notAlone = all.stream().anyMatch(other -> other.waits() && lives(other, me, now));
        if (notAlone) {
            return new Decision.Leave();
        }
        var quiet = lastEvent(all, me).plus(QUIET);
        if (now.isBefore(quiet)) {
            var rest = Duration.between(now, quiet);
            return new Decision.Wait(rest.compareTo(AGAIN) < 0 ? rest : AGAIN);
        }
        return new Decision.Keep();
    }

    /** Whether it was seen beside the one that asks, and not long ago. */
    private static boolean lives(Copy other, Copy me, Instant now) {
        return !other.bootId().equals(me.bootId())
                && other.lastSeen().isAfter(me.firstSeen())
                && !other.lastSeen().plus(Boots.ALIVE).isBefore(now);
    }

    private static Instant lastEvent(List<Copy> all, Copy me) {
        return all.stream()
                .filter(copy -> !copy.bootId().equals(me.bootId()))
                .flatMap(copy -> Stream.concat(Stream.of(copy.lastSeen()), copy.left().stream()))
                .max(Comparator.naturalOrder())
                .filter(last -> last.isAfter(me.firstSeen()))
                .orElse(me.firstSeen());
    }
}
