package dev.rollcall.common.inventory;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Disks that the kernel makes one of.
 *
 * @param name the kernel's, such as {@code md0}
 * @param level such as {@code raid1}; absent of one that is not running
 * @param bytes that fit in
 * @param wanted how many members it takes to be whole
 * @param members disks or parts of them that are in it, spares included, failed ones not
 * @param failed members that it no longer works with
 * @param degraded whether it goes on with fewer members than it takes; absent where its level has
 *     none to spare
 */
public record SoftwareRaid(
        String name,
        Optional<String> level,
        Optional<Long> bytes,
        Optional<Integer> wanted,
        List<String> members,
        List<String> failed,
        Optional<Boolean> degraded) {

    public SoftwareRaid {
        Objects.requireNonNull(name, "name");
        members = Lists.copy(members);
        failed = Lists.copy(failed);
    }
}
