package dev.rollcall.agent.inventory.collect;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the numbers and texts of firmware mean, whoever read them. Pure. */
public final class Smbios {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Set<String> EMPTY_UUIDS =
            Set.of(
                    "00000000-0000-0000-0000-000000000000",
                    "ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "03000200-0400-0500-0006-000700080009");

    private Smbios() {}

    /** Absent where neither firmware names nor the processor's flags decide it. */
    public static Optional<Boolean> virtual(
            Optional<String> manufacturer, Optional<String> model, Optional<Boolean> hypervisor) {
        var names = (manufacturer.orElse("") + " " + model.orElse("")).toLowerCase(Locale.ROOT);
        boolean named =
                Pattern.compile(
                                "qemu|kvm|vmware|virtualbox|innotek|bochs|xen\\b|bhyve|parallels"
                                        + "|microsoft corporation virtual machine|amazon ec2"
                                        + "|google compute|openstack|virtual platform")
                        .matcher(names)
                        .find();
        return named ? Optional.of(true) : hypervisor;
    }

    /** SMBIOS 3.7, table 17; "other" and "unknown" are absent. */
    public static Optional<String> chassis(long type) {
        return Optional.ofNullable(
                switch ((int) (type & 0x7f)) {
                    case 3 -> "desktop";
                    case 4 -> "low-profile-desktop";
                    case 5 -> "pizza-box";
                    case 6 -> "mini-tower";
                    case 7 -> "tower";
                    case 8 -> "portable";
                    case 9 -> "laptop";
                    case 10 -> "notebook";
                    case 11 -> "hand-held";
                    case 12 -> "docking-station";
                    case 13 -> "all-in-one";
                    case 14 -> "sub-notebook";
                    case 15 -> "space-saving";
                    case 16 -> "lunch-box";
                    case 17 -> "main-server";
                    case 23 -> "rack-mount";
                    case 24 -> "sealed-case";
                    case 28 -> "blade";
                    case 30 -> "tablet";
                    case 31 -> "convertible";
                    case 32 -> "detachable";
                    case 33 -> "iot-gateway";
                    case 34 -> "embedded";
                    case 35 -> "mini";
                    case 36 -> "stick";
                    default -> null;
                });
    }

    public static Optional<String> uuid(String raw) {
        var lower = raw.toLowerCase(Locale.ROOT);
        return Optional.of(lower)
                .filter(u -> UUID.matcher(u).matches())
                .filter(u -> !EMPTY_UUIDS.contains(u));
    }

    public static Optional<LocalDate> firmwareDate(String raw) {
        try {
            return Optional.of(
                    LocalDate.parse(raw, DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT)));
        } catch (DateTimeException e) {
            return Optional.empty(); // makers write all sorts of things here
        }
    }

    /** SMBIOS 3.7, table 76, as dmidecode writes them; "other" and "unknown" are absent. */
    public static Optional<String> memoryForm(long form) {
        return Optional.ofNullable(
                switch ((int) (form & 0xff)) {
                    case 0x03 -> "SIMM";
                    case 0x04 -> "SIP";
                    case 0x05 -> "Chip";
                    case 0x06 -> "DIP";
                    case 0x07 -> "ZIP";
                    case 0x08 -> "Proprietary Card";
                    case 0x09 -> "DIMM";
                    case 0x0a -> "TSOP";
                    case 0x0b -> "Row Of Chips";
                    case 0x0c -> "RIMM";
                    case 0x0d -> "SODIMM";
                    case 0x0e -> "SRIMM";
                    case 0x0f -> "FB-DIMM";
                    case 0x10 -> "Die";
                    case 0x11 -> "CAMM";
                    default -> null;
                });
    }

    /** SMBIOS 3.7, table 77; what is older or unknown is absent. */
    public static Optional<String> memoryType(long type) {
        return Optional.ofNullable(
                switch ((int) (type & 0xff)) {
                    case 0x12 -> "DDR";
                    case 0x13 -> "DDR2";
                    case 0x18 -> "DDR3";
                    case 0x1a -> "DDR4";
                    case 0x1b -> "LPDDR";
                    case 0x1c -> "LPDDR2";
                    case 0x1d -> "LPDDR3";
                    case 0x1e -> "LPDDR4";
                    case 0x22 -> "DDR5";
                    case 0x23 -> "LPDDR5";
                    default -> null;
                });
    }
}
