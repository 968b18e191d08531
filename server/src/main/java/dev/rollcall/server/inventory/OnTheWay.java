package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The bodies that a session was asked for. Machines of one image come at once when a lab is turned
 * on: what one of them is sending, the others need not. Safe for use by many threads.
 */
final class OnTheWay {

    private record Body(DistrictId district, SectionKind kind, Digest digest) {}

    /**
     * @param arrival completes when the body is here, and when nobody sends it any more
     */
    private record Asked(Delivery by, CompletableFuture<Void> arrival) {}

    private final Duration silence;
    private final ConcurrentHashMap<Body, Asked> asked = new ConcurrentHashMap<>();

    /**
     * @param silence of a device that is believed to be sending
     */
    OnTheWay(Duration silence) {
        this.silence = silence;
    }

    /**
     * Which of these a delivery is to be asked for: those that no other one was asked for, or only
     * one from which nothing was heard for a while.
     *
     * @param all whoever else was asked
     */
    List<Wanted> ask(Delivery delivery, Collection<Wanted> lacking, boolean all) {
        var own = new ArrayList<Wanted>();
        for (var wanted : lacking) {
            var by =
                    asked.compute(
                                    body(delivery, wanted),
                                    (_, before) ->
                                            before == null
                                                    ? new Asked(delivery, new CompletableFuture<>())
                                                    : all || before.by().isSilent(silence)
                                                            ? new Asked(delivery, before.arrival())
                                                            : before)
                            .by();
            if (by == delivery) {
                own.add(wanted);
            }
        }
        return own;
    }

    /**
     * When the last of these that is on its way is so no more; empty where none is. The last is
     * asked for last, and sent last.
     */
    Optional<CompletableFuture<Void>> lastArrival(Delivery delivery, List<Wanted> lacking) {
        return lacking.reversed().stream()
                .map(wanted -> asked.get(body(delivery, wanted)))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Asked::arrival);
    }

    /** Whether each of these is on its way. */
    boolean hasAll(Delivery delivery, Collection<Wanted> lacking) {
        return lacking.stream().allMatch(wanted -> asked.containsKey(body(delivery, wanted)));
    }

    /** It is here, whoever sent it, or will not be. */
    void arrived(Delivery delivery, Wanted wanted) {
        var found = asked.remove(body(delivery, wanted));
        if (found != null) {
            found.arrival().complete(null);
        }
    }

    /** A delivery sends these no more. */
    void abandoned(Delivery delivery, Collection<Wanted> wanted) {
        wanted.stream()
                .map(one -> body(delivery, one))
                .flatMap(body -> remove(delivery, body))
                .forEach(gone -> gone.arrival().complete(null));
    }

    private Stream<Asked> remove(Delivery delivery, Body body) {
        var found = asked.get(body);
        return found != null && found.by() == delivery && asked.remove(body, found)
                ? Stream.of(found)
                : Stream.empty();
    }

    private static Body body(Delivery delivery, Wanted wanted) {
        return new Body(delivery.district(), wanted.kind(), wanted.digest());
    }
}
