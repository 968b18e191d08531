package dev.rollcall.common.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists as they come off the wire: an absent list is empty, and no list can change afterwards. */
final class Lists {

    private Lists() {}

    static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
