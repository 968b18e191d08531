package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Numbers for the kinds of sections that queries ask about, and for the always changing figures.
 */
final class SectionNumbers {

    static final List<String> KINDS =
            Stream.concat(Sections.kinds().stream(), Stream.of(VolatileFacts.KIND))
                    .map(SectionKind::name)
                    .toList();

    private SectionNumbers() {}

    /** Or -1, where nothing asks about it. */
    static int of(String kind) {
        return KINDS.indexOf(kind);
    }
}
