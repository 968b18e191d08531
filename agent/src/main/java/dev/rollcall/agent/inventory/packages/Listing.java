package dev.rollcall.agent.inventory.packages;

import dev.rollcall.common.inventory.InstalledPackage;
import java.util.List;

/**
 * What one package system has installed.
 *
 * @param unreadable entries that made no sense, and were skipped
 */
public record Listing(List<InstalledPackage> packages, int unreadable) {

    public Listing {
        packages = List.copyOf(packages);
    }
}
