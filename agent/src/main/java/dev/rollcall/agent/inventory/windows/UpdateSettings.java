package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import java.util.Optional;

/**
 * Whether a device installs updates by itself, as policies say: those of a domain in the registry,
 * and those of an MDM. That people put updates off for some weeks is not looked at.
 */
final class UpdateSettings {

    private static final long DISABLED = 4;
    private static final long NO_AUTO_UPDATE = 1;

    /** What Windows for people has, where nobody decides otherwise; on servers somebody has to. */
    private static final String FOR_PEOPLE = "WinNT";

    private UpdateSettings() {}

    /** Absent where the device leaves it to whoever uses it, or to what we do not know. */
    static Optional<Boolean> automatic(Fields row) {
        boolean off =
                row.number("Start").equals(Optional.of(DISABLED))
                        || row.number("NoAutoUpdate").equals(Optional.of(NO_AUTO_UPDATE));
        if (off) {
            return Optional.of(false);
        }
        var domain = row.number("AUOptions");
        if (domain.isPresent()) {
            return ofDomain(domain.get());
        }
        var mdm = row.number("AllowAutoUpdate");
        return mdm.isPresent()
                ? ofMdm(mdm.get())
                : row.text("Product").filter(FOR_PEOPLE::equals).map(_ -> true);
    }

    /**
     * AUOptions: 2, 3 and 7 tell somebody who then has to install; 5 lets administrators choose.
     */
    private static Optional<Boolean> ofDomain(long options) {
        return switch ((int) Math.min(options, Integer.MAX_VALUE)) {
            case 1, 2, 3, 7 -> Optional.of(false);
            case 4 -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    /** Update/AllowAutoUpdate: 0 tells somebody, 5 is off. */
    private static Optional<Boolean> ofMdm(long allowed) {
        return switch ((int) Math.min(allowed, Integer.MAX_VALUE)) {
            case 0, 5 -> Optional.of(false);
            case 1, 2, 3, 4 -> Optional.of(true);
            default -> Optional.empty();
        };
    }
}
