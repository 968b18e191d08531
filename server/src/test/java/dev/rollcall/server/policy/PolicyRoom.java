package dev.rollcall.server.policy;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.policy.file.PolicyFileReader;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.testing.TestFleet;
import java.util.Optional;

/** The policies of a fleet. */
final class PolicyRoom {

    final Database database;
    final TestFleet fleet;
    final Policies policies;
    final PolicyList list;

    PolicyRoom(Database database) {
        this.database = database;
        this.fleet = new TestFleet(database);
        this.policies = new Policies(fleet.ids(), fleet.units(), TestFleet::sign, fleet);
        this.list = new PolicyList(fleet.units());
    }

    static String source(String name, String units, String motd) {
        return """
        policy: %s
        assign: %s
        settings:
          file:
            - path: /etc/motd
              content: %s
        """
                .formatted(name, units, motd);
    }

    /** Applies a policy whose one file says this. */
    Policies.Applied apply(String name, String units, String motd) {
        return apply(source(name, units, motd));
    }

    Policies.Applied apply(String source) {
        return database.write(h ->
                policies.apply(
                        h,
                        fleet.district(),
                        PolicyFileReader.parse(source),
                        source,
                        "Ada",
                        fleet.instant()));
    }

    Optional<PolicyOffer> offer(EnrolledDevice device, Optional<Digest> held) {
        return database.write(h -> policies.offerFor(h, device, held));
    }

    PolicyExplanation explain(EnrolledDevice device) {
        return database.read(
                h -> list.explain(h, fleet.district(), device.device(), device.unit()));
    }
}
