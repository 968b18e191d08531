package dev.rollcall.agent.inventory.collect;

import dev.rollcall.common.inventory.SectionKind;

/** Reads one section. Used by one thread at a time. */
public interface Collector {

    SectionKind kind();

    /**
     * Reads the facts now. What it throws becomes the section's failure, and an interrupt means
     * that the time is over.
     */
    Collected collect() throws Exception;
}
