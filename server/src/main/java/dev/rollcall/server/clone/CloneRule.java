package dev.rollcall.server.clone;

import static java.util.Comparator.naturalOrder;

import dev.rollcall.server.device.Boots;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Says what a copy that asks for a new key is given. Pure.
 *
 * <p>Whoever can be shown not to be alone leaves, with a record of its own; so the record stays
 * with the last one. That it is the last one shows only in time: it waits until for a while no two
 * were seen beside each other, and only then keeps the record. A copy that restarts looks like
 * another one, but the boot before it is not seen again: it drives nobody out, and does not begin
 * the wait anew.
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
        var quiet = lastBeside(all).orElse(me.firstSeen()).plus(QUIET);
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

    /** When two were last seen beside each other, or one left. */
    private static Optional<Instant> lastBeside(List<Copy> all) {
        var last = all.stream().flatMap(copy -> copy.left().stream()).max(naturalOrder());
        var longest = Instant.MIN;
        for (var copy : byFirstSeen(all)) {
            if (!copy.firstSeen().isAfter(longest)) {
                var both = copy.lastSeen().isBefore(longest) ? copy.lastSeen() : longest;
                last = last.filter(at -> at.isAfter(both)).or(() -> Optional.of(both));
            }
            longest = copy.lastSeen().isAfter(longest) ? copy.lastSeen() : longest;
        }
        return last;
    }

    /**
     * How many machines there are at least that still have to get a key: as many as were ever seen
     * beside each other, since one that restarts has one boot after another.
     */
    public static int waiting(List<Copy> all) {
        var ends = new PriorityQueue<Instant>();
        int most = 0;
        for (var copy : byFirstSeen(all.stream().filter(Copy::waits).toList())) {
            while (!ends.isEmpty() && ends.element().isBefore(copy.firstSeen())) {
                ends.remove();
            }
            ends.add(copy.lastSeen());
            most = Math.max(most, ends.size());
        }
        return most;
    }

    private static List<Copy> byFirstSeen(List<Copy> all) {
        return all.stream().sorted(Comparator.comparing(Copy::firstSeen)).toList();
    }
}
