package dev.rollcall.server.policy.file;

import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.server.problem.NearestName;
import java.util.HashSet;
import java.util.List;

/** Which sections of the inventory a policy file may switch off. */
final class SectionsToSwitch {

    private SectionsToSwitch() {}

    /** Whether all are optional sections, each named once; what is not goes to the mistakes. */
    static boolean check(YamlTree.Sequence sections, List<Mistake> mistakes) {
        var manifest = CollectionManifest.ofThisVersion();
        var optional = manifest.optional();
        var seen = new HashSet<String>();
        int before = mistakes.size();
        for (var item : sections.items()) {
            var name = item.json().isString() ? item.json().stringValue() : "";
            if (manifest.required().contains(name)) {
                mistakes.add(
                        new Mistake(
                                item.line(),
                                "off: "
                                        + name
                                        + " is always collected, since other parts depend on it"));
            } else if (!optional.contains(name)) {
                mistakes.add(
                        new Mistake(
                                item.line(),
                                "off: "
                                        + NearestName.to(name, optional)
                                                .map(near ->
                                                        "there is no \""
                                                                + name
                                                                + "\"; did you mean \""
                                                                + near
                                                                + "\"?")
                                                .orElse(
                                                        "one of "
                                                                + String.join(", ", optional)
                                                                + " expected")));
            } else if (!seen.add(name)) {
                mistakes.add(new Mistake(item.line(), "off: " + name + " is there twice"));
            }
        }
        return mistakes.size() == before;
    }
}
