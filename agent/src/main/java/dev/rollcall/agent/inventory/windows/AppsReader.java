package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists packaged apps, those of the Store among them, that any account has; never whose. */
final class AppsReader {

    private AppsReader() {}

    /** Absent where they could not be asked for. */
    static Optional<List<InstalledPackage>> read(WindowsFacts facts) {
        return facts.rows("apps")
                .map(rows -> rows.stream().flatMap(row -> app(row).stream()).distinct().toList());
    }

    private static Optional<InstalledPackage> app(Fields row) {
        var name = row.text("Name");
        var version = row.text("Version");
        var architecture =
                row.text("Architecture").map(text -> text.toLowerCase(Locale.ROOT)).orElse("");
        return name.isPresent() && version.isPresent() && !architecture.isEmpty()
                ? Optional.of(
                        new InstalledPackage(
                                name.get(),
                                version.get(),
                                architecture,
                                PackageSource.WINDOWS_APPS))
                : Optional.empty();
    }
}
