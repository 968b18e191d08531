package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import java.util.List;

/** Numbers for the kinds of sections that queries ask about. */
final class SectionNumbers {

    static final List<String> KINDS = Sections.kinds().stream().map(SectionKind::name).toList();

    private SectionNumbers() {}

    /** Or -1, where nothing asks about it. */
    static int of(String kind) {
        return KINDS.indexOf(kind);
    }
}
