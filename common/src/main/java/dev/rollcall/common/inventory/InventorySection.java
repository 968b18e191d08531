package dev.rollcall.common.inventory;

/** The facts of one section. Its components are the wire names; {@link Sections} reads it back. */
public sealed interface InventorySection
        permits HardwareSection,
                OperatingSystemSection,
                VolumesSection,
                NetworkSection,
                PackagesSection,
                PatchLevelSection,
                LocalUsersSection,
                SecuritySection,
                PeripheralsSection,
                BrowsersSection,
                ServicesSection,
                UnsupportedSection {

    /** The name this section has on the wire. */
    SectionKind kind();
}
