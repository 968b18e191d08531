package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DeviceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What stands against deciding several reviews at once. Pure. */
final class Together {

    /** As many names as are read in a line. */
    private static final int MOST_NAMES = 10;

    private Together() {}

    /**
     * Why none of them is decided, for a person.
     *
     * @param standsFor the record that a record is part of, or itself
     */
    static Optional<String> objection(
            Collection<Review> reviews, Decider decider, UnaryOperator<DeviceId> standsFor) {
        if (decider.verb() != Decider.Verb.APPROVE) {
            return Optional.empty();
        }
        var revoked = reviews.stream().filter(review -> review.tokenRevoked().isPresent()).toList();
        if (!decider.named() && !revoked.isEmpty()) {
            return Optional.of(
                    ("the token of %s was revoked on %s, after they asked: deny them, or approve by"
                                    + " name which you know")
                            .formatted(
                                    names(revoked),
                                    revoked.getFirst().tokenRevoked().orElseThrow()));
        }
        return decider.asCandidate() ? severalForOne(reviews, standsFor) : Optional.empty();
    }

    /** One would end what the other began. */
    private static Optional<String> severalForOne(
            Collection<Review> reviews, UnaryOperator<DeviceId> standsFor) {
        Map<DeviceId, List<Review>> alike = new LinkedHashMap<>();
        for (var review : reviews) {
            review.candidate()
                    .map(standsFor)
                    .ifPresent(device ->
                            alike.computeIfAbsent(device, _ -> new ArrayList<>()).add(review));
        }
        return alike.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .findFirst()
                .map(entry ->
                        ("%s may all be the device %s, and one can be: approve that one with --same,"
                                        + " decide about the others by themselves, and then about"
                                        + " the rest")
                                .formatted(names(entry.getValue()), entry.getKey()));
    }

    private static String names(List<Review> reviews) {
        var some = reviews.stream().limit(MOST_NAMES).map(Review::name);
        var names = some.collect(Collectors.joining(", "));
        int more = reviews.size() - MOST_NAMES;
        return more > 0 ? names + " and %d more".formatted(more) : names;
    }
}
