package dev.rollcall.server.bench;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.TextPattern;
import dev.rollcall.server.inventory.software.Software;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The software catalog of a large district, a page at a time. Cold is the very first question,
 * which reads what devices had thirty days ago, when all of them had other lists.
 */
record SoftwareBench(SoftwareCatalog catalog, LargeDistrict district) {

    private static final int PAGE = 101;
    private static final int TIMES = 20;

    void measure() {
        var some = new HashSet<>(List.copyOf(district.units).subList(0, 10));
        System.out.printf(
                "%-36s %9s %9s %9s %9s%n", "software", "titles", "cold ms", "p50 ms", "p95 ms");
        measure("first page", district.units, "*", "");
        measure("a page further on", district.units, "*", "package-7");
        measure("first page of ten units", some, "*", "");
        measure("one name", district.units, "package-1501", "");
        measure("a version for each list", district.units, "package-8", "");
        System.gc();
        var runtime = Runtime.getRuntime();
        System.out.printf(
                "heap in use with what was before %,d MiB%n",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private void measure(String what, Set<UnitId> units, String name, String from) {
        var question =
                new SoftwareCatalog.Question(
                        district.id, units, district.now, district.now.minus(Duration.ofDays(30)));
        var pattern = TextPattern.of(name);
        var took = new double[TIMES + 1];
        var page = List.<Software>of();
        for (int i = 0; i <= TIMES; i++) {
            long began = System.nanoTime();
            page = catalog.of(question, pattern::matches, from).limit(PAGE).toList();
            took[i] = (System.nanoTime() - began) / 1e6;
        }
        var warm = Arrays.copyOfRange(took, 1, took.length);
        Arrays.sort(warm);
        System.out.printf(
                "%-36s %,9d %9.1f %9.1f %9.1f%n",
                what,
                page.size(),
                took[0],
                warm[TIMES / 2],
                warm[(int) Math.ceil(TIMES * 0.95) - 1]);
    }
}
