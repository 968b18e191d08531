package dev.rollcall.common.inventory;

import java.util.Objects;
import java.util.Optional;

/**
 * The use of one disk, as it was when it was last asked.
 *
 * @param powerOnHours how long it was switched on in its life
 * @param celsius how warm it is; absent of one that sleeps
 */
public record DiskUse(String name, Optional<Integer> powerOnHours, Optional<Integer> celsius) {

    public DiskUse {
        Objects.requireNonNull(name, "name");
    }
}
