package dev.rollcall.server.inventory.history;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One difference between a section and what it was before.
 *
 * @param fact its name in the collection manifest, of a thing the list that it stands in
 * @param item which thing of the list, as people name it
 * @param before its value, or what the thing was; absent where it was not there or not known
 * @param after the same of now
 * @param routine whether it changes without anybody doing anything, such as an address
 * @param sentence for people, in one line, such as "memory module DIMM B removed"
 */
public record Change(
        Kind kind,
        String fact,
        Optional<String> item,
        Optional<String> before,
        Optional<String> after,
        boolean routine,
        String sentence) {

    /** What happened to it. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED,
        /** A section that the device had never reported before. */
        FIRST,
        /** A section of which it is not kept any more what it said then. */
        NOT_KEPT,
        /** A section that the device could not collect; what it said before may still be so. */
        NOT_COLLECTED,
        /** A section that the device reports no more. */
        GONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Change {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(fact, "fact");
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** About a section as a whole. */
    static Change whole(Kind kind, String section, Optional<String> why, String sentence) {
        return new Change(kind, section, Optional.empty(), Optional.empty(), why, false, sentence);
    }
}
