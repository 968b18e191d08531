package dev.rollcall.common.inventory;

import java.util.Optional;

/**
 * One memory module in its slot; empty slots are left out.
 *
 * @param formFactor such as {@code SODIMM}
 * @param errorCorrecting whether it has bits beyond its data to correct errors by
 */
public record MemoryModule(
        Optional<String> slot,
        long bytes,
        Optional<String> type,
        Optional<Integer> megatransfersPerSecond,
        Optional<String> manufacturer,
        Optional<String> part,
        Optional<String> serial,
        Optional<String> formFactor,
        Optional<Boolean> errorCorrecting) {

    /** One that does not tell its form. */
    public MemoryModule(
            Optional<String> slot,
            long bytes,
            Optional<String> type,
            Optional<Integer> megatransfersPerSecond,
            Optional<String> manufacturer,
            Optional<String> part,
            Optional<String> serial) {
        this(
                slot,
                bytes,
                type,
                megatransfersPerSecond,
                manufacturer,
                part,
                serial,
                Optional.empty(),
                Optional.empty());
    }
}
