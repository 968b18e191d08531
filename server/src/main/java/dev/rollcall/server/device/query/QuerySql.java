package dev.rollcall.server.device.query;

/** Turns a query into conditions over the tables of one district. Pure. */
final class QuerySql {

    private final FactColumns facts;

    QuerySql(FactColumns facts) {
        this.facts = facts;
    }

    SqlTruth of(Query query) {
        return switch (query) {
            case Query.And and -> SqlTruth.all(and.parts().stream().map(this::of).toList());
            case Query.Or or -> SqlTruth.any(or.parts().stream().map(this::of).toList());
            case Query.Not not -> of(not.part()).not();
            case Query.Atom atom ->
                    SqlTruth.any(
                            atom.anyOf().stream()
                                    .map(claim -> claimed(atom.field(), claim))
                                    .toList());
            case Query.Word word -> SqlTruth.of(facts.named(word.pattern()));
        };
    }

    /** One value of an atom. */
    SqlTruth claimed(Subject field, Claim claim) {
        var known = facts.known(field);
        var fresh = facts.fresh(field);
        return switch (claim) {
            case Claim.IsUnknown unknown -> SqlTruth.of(known.not());
            case Claim.IsStale stale -> SqlTruth.of(known.and(fresh.not()));
            case Claim.Is is -> SqlTruth.of(known, fresh, facts.is(field, is.word()));
            case Claim.Matches matches -> SqlTruth.of(known, fresh, facts.matches(field, matches));
            case Claim.Amount amount -> SqlTruth.of(known, fresh, facts.compares(field, amount));
            case Claim.Version version -> SqlTruth.of(known, fresh, facts.compares(field, version));
            case Claim.Day day -> SqlTruth.of(known, fresh, facts.compares(field, day));
            case Claim.Installed installed ->
                    SqlTruth.of(known, fresh, facts.hasPackage(installed));
            case Claim.Below below -> SqlTruth.of(facts.below(below));
        };
    }
}
