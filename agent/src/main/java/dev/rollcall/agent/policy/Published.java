package dev.rollcall.agent.policy;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Setting;
import java.util.List;

/** The networks that the policy on this device publishes. */
public final class Published {

    private Published() {}

    /** By the policy that is kept in a state folder, for whoever asks beside a running agent. */
    public static List<PublishedNetwork> keptIn(StateFolder folder, DistrictId district) {
        return PolicyStore.open(folder, district)
                .kept()
                .map(kept -> in(kept.document()))
                .orElse(List.of());
    }

    /** Pure. A setting that is not fully understood publishes nothing. */
    public static List<PublishedNetwork> in(PolicyDocument document) {
        return document.settings().stream()
                .filter(tree -> tree.path("type").asString("").equals("network"))
                .map(Setting::read)
                .filter(PublishedNetwork.class::isInstance)
                .map(PublishedNetwork.class::cast)
                .toList();
    }
}
