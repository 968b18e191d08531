package dev.rollcall.agent.policy;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.Setting;
import java.util.Set;
import java.util.stream.Collectors;

/** Which sections of the inventory the policy on this device switches off. */
public final class SectionsOff {

    private SectionsOff() {}

    /** By the policy that is kept in a state folder, for whoever asks beside a running agent. */
    public static Set<SectionKind> keptIn(StateFolder folder, DistrictId district) {
        return PolicyStore.open(folder, district)
                .kept()
                .map(kept -> of(kept.document()))
                .orElse(Set.of());
    }

    /** Pure. A setting that is not fully understood switches nothing off. */
    public static Set<SectionKind> of(PolicyDocument document) {
        return document.settings().stream()
                .filter(tree -> tree.path("type").asString("").equals("inventory"))
                .map(Setting::read)
                .filter(Setting.Inventory.class::isInstance)
                .findFirst()
                .map(Setting.Inventory.class::cast)
                .map(setting ->
                        setting.off().stream()
                                .map(SectionKind::new)
                                .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }
}
