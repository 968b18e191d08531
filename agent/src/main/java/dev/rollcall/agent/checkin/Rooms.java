package dev.rollcall.agent.checkin;

import java.util.Objects;

/** The rooms that have something to say in a check-in. */
public record Rooms(
        Runs runs,
        Policies policies,
        Inventories inventories,
        Trust trust,
        Renewals renewals,
        Reenrollments reenrollments) {

    public Rooms {
        Objects.requireNonNull(runs, "runs");
        Objects.requireNonNull(policies, "policies");
        Objects.requireNonNull(inventories, "inventories");
        Objects.requireNonNull(trust, "trust");
        Objects.requireNonNull(renewals, "renewals");
        Objects.requireNonNull(reenrollments, "reenrollments");
    }
}
