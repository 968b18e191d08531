package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.DiskUse;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.AgentWeight;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.server.storage.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Figures with names that may stand on a screen: a device calls its volumes, batteries and disks as
 * it likes. One whose name is nothing but control characters is dropped, the others stay. Pure.
 */
final class CleanFigures {

    /** Characters of a name, as agents bound theirs. */
    static final int LONGEST_NAME = 200;

    private CleanFigures() {}

    static VolatileFacts of(VolatileFacts said) {
        return new VolatileFacts(
                each(
                        said.space(),
                        s ->
                                name(s.mountPoint())
                                        .map(n -> new Space(n, s.freeBytes(), s.totalBytes()))),
                said.memoryAvailableBytes(),
                said.uptime(),
                said.bootedAt(),
                said.loadPermille(),
                each(said.batteries(), CleanFigures::battery),
                each(said.disks(), d -> name(d.name()).map(n -> new DiskWear(n, d.wearPercent()))),
                said.agent().map(CleanFigures::weight),
                each(
                        said.wireless(),
                        w -> name(w.name()).map(n -> new Wireless(n, w.signalDbm(), w.band()))),
                said.where().map(CleanFigures::where),
                said.clockOffsetMillis(),
                each(
                        said.smart(),
                        d ->
                                name(d.name())
                                        .map(n -> new DiskUse(n, d.powerOnHours(), d.celsius()))));
    }

    private static Optional<Battery> battery(Battery said) {
        return name(said.name())
                .map(n ->
                        new Battery(
                                n,
                                said.chargePercent(),
                                said.state(),
                                said.fullChargePercentOfDesign(),
                                said.cycles()));
    }

    private static AgentWeight weight(AgentWeight said) {
        return new AgentWeight(
                said.processorPermille(),
                said.memoryBytes(),
                said.restraint(),
                said.because().flatMap(CleanFigures::name));
    }

    private static Where where(Where said) {
        return new Where(said.place(), said.network().flatMap(CleanFigures::name));
    }

    private static <T> Optional<List<T>> each(
            Optional<List<T>> said, Function<T, Optional<T>> clean) {
        return said.map(all -> all.stream().flatMap(one -> clean.apply(one).stream()).toList());
    }

    private static Optional<String> name(String said) {
        return Optional.of(PlainText.line(said, LONGEST_NAME)).filter(n -> !n.isEmpty());
    }
}
