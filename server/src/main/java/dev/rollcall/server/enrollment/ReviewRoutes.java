package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.Review.State;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What must be decided about devices: groups of alike ones, one by one, and the decisions. */
public final class ReviewRoutes implements Routes {

    private static final String REVIEWS = "/api/v1/districts/{district}/reviews";

    private final Database database;
    private final Reviews reviews;
    private final Devices devices;
    private final Retirements retirements;

    public ReviewRoutes(
            Database database, Reviews reviews, Devices devices, Retirements retirements) {
        this.database = database;
        this.reviews = reviews;
        this.devices = devices;
        this.retirements = retirements;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(REVIEWS, this::list),
                Route.get(REVIEWS + "/groups", this::groups),
                Route.get(REVIEWS + "/{review}", this::show),
                Route.post(REVIEWS + "/decisions", this::decide));
    }

    private Response groups(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = scope(caller, district);
        int limit = request.limit(100, 500);
        int after = request.cursor(Integer::parseInt).orElse(0);
        var state = request.query("state", State::of).orElse(State.WAITING);
        var found =
                database
                        .read(h -> reviews.groups(h, district, scope, state, after, limit + 1))
                        .stream()
                        .map(group -> ReviewViews.GroupView.of(group, state))
                        .toList();
        return Response.ok(request.page(found, limit, view -> view.group().substring(2)));
    }

    private Response list(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var scope = scope(caller, district);
        int limit = request.limit(100, 500);
        int after = request.cursor(Integer::parseInt).orElse(0);
        var state = request.query("state", State::of);
        var group = request.query("group", ReviewRoutes::group);
        var found =
                database.read(h ->
                        reviews.list(h, district, scope, state, group, after, limit + 1).stream()
                                .map(review -> ReviewViews.of(review, devices, h))
                                .toList());
        return Response.ok(request.page(found, limit, view -> view.review().substring(2)));
    }

    private Response show(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        int number = request.path("review", Review::number);
        return Response.ok(
                database.read(
                        h -> ReviewViews.of(reviewOf(h, caller, district, number), devices, h)));
    }

    private Response decide(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        var body = request.body(Wanted.class);
        var scope = scope(caller, district);
        var decider =
                new Decider(
                        body.verb(),
                        body.asCandidate(),
                        body.group().isEmpty() && body.token().isEmpty(),
                        body.reason(),
                        caller.actor(),
                        caller.now());
        return Response.ok(
                database.write(h -> {
                    var chosen = chosen(h, caller, district, scope, body);
                    if (body.expected().filter(n -> n != chosen.size()).isPresent()) {
                        throw new Problem(
                                ProblemCode.CONFLICT,
                                "there are %d now, and not %d: look again"
                                        .formatted(chosen.size(), body.expected().get()));
                    }
                    if (chosen.isEmpty()) {
                        throw new Problem(ProblemCode.NOTHING_SELECTED, "no review matches");
                    }
                    if (body.asCandidate()) {
                        chosen.forEach(review -> mayPutOnto(h, caller, review));
                    }
                    reviews.decide(h, chosen, decider);
                    return new Decided(
                            body.decision(),
                            chosen.size(),
                            chosen.stream().map(Review::name).toList());
                }));
    }

    private List<Review> chosen(
            Handle handle, Caller caller, DistrictId district, Set<UnitId> scope, Wanted body) {
        var chosen = new ArrayList<Review>();
        for (int number : body.numbers()) {
            chosen.add(reviewOf(handle, caller, district, number));
        }
        if (body.group().isPresent() || body.token().isPresent()) {
            chosen.addAll(
                    reviews.open(
                            handle,
                            district,
                            scope,
                            body.group().map(ReviewRoutes::group),
                            body.token().map(TokenId::parse),
                            body.verb()));
        }
        return Reviews.without(chosen.stream().distinct().toList(), body.excepted());
    }

    /** Who lets a device take a record over changes that record. */
    private void mayPutOnto(Handle handle, Caller caller, Review review) {
        review.enrollment()
                .filter(id -> review.kind() == ReviewKind.POSSIBLY_SAME)
                .flatMap(id -> EnrollmentRows.find(handle, review.district(), id))
                .ifPresent(joined ->
                        caller.require(Permission.DEVICE_CHANGE, review.district(), joined.unit()));
        var onto =
                review.candidate()
                        .flatMap(id -> devices.find(handle, review.district(), id))
                        .map(device ->
                                device.mergedInto()
                                        .flatMap(id -> devices.find(handle, review.district(), id))
                                        .orElse(device));
        onto.flatMap(device -> retirements.current(handle, review.district(), device.id()))
                .ifPresent(retired -> {
                    throw new Problem(
                            ProblemCode.CONFLICT,
                            "%s: that device is retired as %s; unretire it first"
                                    .formatted(review.name(), retired.as().word()));
                });
        onto.ifPresent(device ->
                caller.require(Permission.DEVICE_CHANGE, review.district(), device.unit()));
    }

    private Review reviewOf(Handle handle, Caller caller, DistrictId district, int number) {
        var review =
                reviews.find(handle, district, number)
                        .orElseThrow(() ->
                                new Problem(ProblemCode.NOT_FOUND, "there is no such review"));
        caller.require(Permission.ENROLLMENT_TOKEN, district, review.unit());
        return review;
    }

    private static Set<UnitId> scope(Caller caller, DistrictId district) {
        var scope = caller.scope(Permission.ENROLLMENT_TOKEN, district);
        if (scope.isEmpty()) {
            caller.require(Permission.ENROLLMENT_TOKEN, district);
        }
        return scope;
    }

    /** Of {@code G-3}. */
    private static int group(String name) {
        return Review.number(name.regionMatches(true, 0, "G-", 0, 2) ? name.substring(2) : name);
    }

    /** What was decided, and about which. */
    record Decided(String decision, int count, List<String> reviews) {}

    /**
     * @param decision approve, deny or reopen
     * @param reviews one by one; beside them, or instead, a whole group, or all of a token
     * @param as same, for the record that it may be, or new
     * @param expected how many the caller believes that there are
     */
    record Wanted(
            String decision,
            List<String> reviews,
            Optional<String> group,
            Optional<String> token,
            List<String> except,
            Optional<String> as,
            Optional<String> reason,
            Optional<Integer> expected) {

        private static final int LONGEST_REASON = 300;

        Wanted {
            reviews = reviews == null ? List.of() : List.copyOf(reviews);
            except = except == null ? List.of() : List.copyOf(except);
            group = group == null ? Optional.empty() : group;
            token = token == null ? Optional.empty() : token;
            as = as == null ? Optional.empty() : as;
            reason = reason == null ? Optional.empty() : reason.map(String::strip);
            expected = expected == null ? Optional.empty() : expected;
        }

        Decider.Verb verb() {
            var verb =
                    switch (decision) {
                        case "approve" -> Decider.Verb.APPROVE;
                        case "deny" -> Decider.Verb.DENY;
                        case "reopen" -> Decider.Verb.REOPEN;
                        case null, default ->
                                throw invalid("decision", "a decision is approve, deny or reopen");
                    };
            if (reason.filter(Wanted::unfit).isPresent()
                    || (verb == Decider.Verb.DENY && reason.isEmpty())) {
                throw invalid("reason", "say why, in up to 300 printable characters");
            }
            return verb;
        }

        boolean asCandidate() {
            if (as.filter(a -> !a.equals("same") && !a.equals("new")).isPresent()) {
                throw invalid("as", "it is the same, or new");
            }
            return as.equals(Optional.of("same"));
        }

        List<Integer> numbers() {
            return reviews.stream().map(Wanted::number).toList();
        }

        Set<Integer> excepted() {
            return except.stream().map(Wanted::number).collect(Collectors.toSet());
        }

        private static int number(String name) {
            try {
                return Review.number(name);
            } catch (IllegalArgumentException e) {
                throw invalid("reviews", String.valueOf(e.getMessage()));
            }
        }

        private static boolean unfit(String text) {
            return text.isEmpty()
                    || text.length() > LONGEST_REASON
                    || text.chars().anyMatch(Character::isISOControl);
        }

        private static Problem invalid(String field, String sentence) {
            return new Problem(ProblemCode.INVALID_VALUE, sentence, Map.of("field", field));
        }
    }
}
