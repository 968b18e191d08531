package dev.rollcall.server.policy.file;

import dev.rollcall.common.policy.PublishedNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Which networks a policy file publishes. */
final class NetworksToPublish {

    /** In one file. */
    static final int MOST = 200;

    private static final Map<String, UnaryOperator<String>> LISTS =
            Map.of(
                    "subnets", PublishedNetwork::subnet,
                    "gateways", PublishedNetwork::gateway,
                    "domains", PublishedNetwork::domain);

    private NetworksToPublish() {}

    /** Whether there are no more than are read. */
    static boolean few(YamlTree.Entry networks, List<Mistake> mistakes) {
        if (networks.value() instanceof YamlTree.Sequence list && list.items().size() > MOST) {
            mistakes.add(
                    new Mistake(
                            list.items().get(MOST).line(),
                            "network: at most " + MOST + " in a file"));
            return false;
        }
        return true;
    }

    /** Those in whose lists is what cannot be read, or is there twice, which are mistakes. */
    static Set<YamlTree> bad(YamlTree.Entry networks, List<Mistake> mistakes) {
        var bad = new HashSet<YamlTree>();
        if (networks.value() instanceof YamlTree.Sequence list) {
            for (var item : list.items()) {
                if (item instanceof YamlTree.Mapping network && !check(network, mistakes)) {
                    bad.add(network);
                }
            }
        }
        return bad;
    }

    private static boolean check(YamlTree.Mapping network, List<Mistake> mistakes) {
        int before = mistakes.size();
        LISTS.forEach((name, read) -> {
            var entry = network.entries().get(name);
            if (entry != null && entry.value() instanceof YamlTree.Sequence list) {
                check(name, list, read, mistakes);
            }
        });
        return mistakes.size() == before;
    }

    private static void check(
            String name,
            YamlTree.Sequence list,
            UnaryOperator<String> read,
            List<Mistake> mistakes) {
        var seen = new HashSet<String>();
        for (var item : list.items()) {
            if (!item.json().isString()) {
                mistakes.add(
                        new Mistake(item.line(), name + ": a text expected; put it in quotes"));
                continue;
            }
            try {
                var kept = read.apply(item.json().stringValue());
                if (!seen.add(kept)) {
                    mistakes.add(new Mistake(item.line(), name + ": " + kept + " is there twice"));
                }
            } catch (IllegalArgumentException e) {
                mistakes.add(new Mistake(item.line(), name + ": " + e.getMessage()));
            }
        }
    }
}
