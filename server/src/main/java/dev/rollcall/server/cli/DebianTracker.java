package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says in the form of OSV what Debian's security tracker knows of one vulnerability of one source
 * package. Pure.
 */
final class DebianTracker {

    /** Those whose devices tell a number; a release that is not stable yet has none. */
    private static final Map<String, Integer> RELEASES =
            Map.of(
                    "jessie",
                    8,
                    "stretch",
                    9,
                    "buster",
                    10,
                    "bullseye",
                    11,
                    "bookworm",
                    12,
                    "trixie",
                    13,
                    "forky",
                    14,
                    "duke",
                    15);

    private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,199}");
    private static final Pattern ISSUE = Pattern.compile("(CVE|TEMP)-[A-Za-z0-9-]{1,40}");
    private static final int LONGEST_ID = 80;
    private static final int MAX_SUMMARY = 300;

    /** The fixed version of what a release never had. */
    private static final String NEVER = "0";

    private DebianTracker() {}

    /** It cannot be taken, and why, in a few words. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String why) {
            super(why);
        }
    }

    /**
     * What was read.
     *
     * @param osv without a release that has it, where none of those known here has it
     * @param undecided in how many releases nobody knows yet
     * @param unknown releases without a number
     */
    record Read(ObjectNode osv, int undecided, List<String> unknown) {

        Read {
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * Reads an entry of the tracker.
     *
     * @param asOf when the tracker said so: its entries have no dates
     */
    static Read read(String source, String issue, JsonNode entry, Instant asOf) throws Unreadable {
        if (!SOURCE.matcher(source).matches()) {
            throw new Unreadable("no name of a source package");
        }
        if (!ISSUE.matcher(issue).matches()) {
            throw new Unreadable("no name of a vulnerability");
        }
        if (!entry.path("releases").isObject()) {
            throw new Unreadable("it does not say which releases have it");
        }
        var osv = Json.wire().createObjectNode();
        osv.put("id", id(source, issue));
        osv.putArray("upstream").add(issue);
        osv.put("modified", asOf.toString());
        osv.put("summary", cut(entry.path("description").asString("")));
        var affected = osv.putArray("affected");
        var unknown = new ArrayList<String>();
        int undecided = 0;
        for (var release : entry.path("releases").properties()) {
            var number = RELEASES.get(release.getKey());
            if (number == null) {
                unknown.add(release.getKey());
                continue;
            }
            var its = release.getValue();
            switch (status(release.getKey(), its)) {
                case HAS_IT -> affected.add(affected(source, number, its, ""));
                case FIXED -> {
                    var version = its.path("fixed_version").asString("");
                    if (version.isEmpty()) {
                        undecided++;
                    } else if (!version.equals(NEVER)) {
                        affected.add(affected(source, number, its, version));
                    }
                }
                case UNDECIDED -> undecided++;
            }
        }
        return new Read(osv, undecided, unknown);
    }

    private enum Status {
        HAS_IT,
        FIXED,
        UNDECIDED
    }

    private static Status status(String release, JsonNode its) throws Unreadable {
        return switch (its.path("status").asString("")) {
            case "open" -> Status.HAS_IT;
            case "resolved" -> Status.FIXED;
            case "undetermined" -> Status.UNDECIDED;
            default -> throw new Unreadable(release + " has no status that is known here");
        };
    }

    /**
     * @param fixed empty where no version of the release is
     */
    private static ObjectNode affected(String source, int number, JsonNode its, String fixed) {
        var affected = Json.wire().createObjectNode();
        affected.putObject("package").put("ecosystem", "Debian:" + number).put("name", source);
        var range = affected.putArray("ranges").addObject().put("type", "ECOSYSTEM");
        var events = range.putArray("events");
        events.addObject().put("introduced", "0");
        if (!fixed.isEmpty()) {
            events.addObject().put("fixed", fixed);
        }
        // a star marks what nobody looked at since it was taken over from elsewhere
        var urgency = its.path("urgency").asString("").replace("*", "");
        affected.putObject("ecosystem_specific").put("urgency", cut(urgency));
        return affected;
    }

    /** One for each source: the tracker's file has what they share in many places. */
    private static String id(String source, String issue) {
        var id = "DEBIAN-" + issue + ":" + source;
        return id.length() <= LONGEST_ID
                ? id
                : "%s:%08x".formatted(id.substring(0, LONGEST_ID - 9), source.hashCode());
    }

    private static String cut(String text) {
        return text.length() <= MAX_SUMMARY
                ? text
                : text.substring(0, MAX_SUMMARY).replaceAll("[\\ud800-\\udbff]$", "");
    }
}
