package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says what looks for malware: Defender, or the product of another maker for which it steps aside.
 * Windows for people lists what is registered with its Security Center; servers have none.
 */
final class AntivirusReader {

    /** Under which Defender is registered. */
    private static final String DEFENDER = "{d68ddc3a-831f-4fae-9e44-da132c1acf46}";

    /** productState: these bits are WSC_SECURITY_PRODUCT_STATE. 2 is snoozed, 3 expired. */
    private static final long STATE = 0xF000;

    private static final long ON = 0x1000;

    private AntivirusReader() {}

    /**
     * A product of another maker.
     *
     * @param by empty where we have no word for it
     */
    private record Product(Optional<MalwareScanner> by, boolean on) {}

    /** Of several the one that looks is named. */
    static Optional<Malware> read(WindowsFacts facts) {
        var others =
                facts.rows("antivirus")
                        .map(rows ->
                                rows.stream()
                                        .filter(Predicate.not(AntivirusReader::isDefender))
                                        .map(AntivirusReader::product)
                                        .toList());
        var defender = facts.rows("defender").flatMap(rows -> rows.stream().findFirst());
        var on = defender.flatMap(AntivirusReader::looks);
        if (on.equals(Optional.of(true))) {
            return defender.map(row -> defender(row, on));
        }
        var known = others.orElse(List.of());
        var looking = known.stream().filter(Product::on).toList();
        var named = named(looking);
        if (named.isPresent()) {
            return named;
        }
        if (!looking.isEmpty()) {
            // one looks for which there is no word
            return defender.map(row -> defender(row, Optional.empty()));
        }
        if (on.isPresent()) {
            boolean alone = others.isPresent() || isItself(defender.get());
            return defender.map(row -> defender(row, alone ? on : Optional.empty()));
        }
        return named(known);
    }

    private static Optional<Malware> named(List<Product> products) {
        return products.stream()
                .flatMap(product ->
                        product
                                .by()
                                .map(by ->
                                        new Malware(
                                                by, Optional.of(product.on()), Optional.empty()))
                                .stream())
                .findFirst();
    }

    private static Malware defender(Fields row, Optional<Boolean> on) {
        return new Malware(MalwareScanner.DEFENDER, on, row.day("Signatures"));
    }

    /** Whether Defender looks at what is opened. */
    private static Optional<Boolean> looks(Fields row) {
        return row.truth("RealTimeProtectionEnabled")
                .map(on -> on && row.truth("AMServiceEnabled").orElse(true));
    }

    /** In its normal mode Defender has not stepped aside: it was switched off. */
    private static boolean isItself(Fields row) {
        return row.text("AMRunningMode").equals(Optional.of("Normal"));
    }

    private static boolean isDefender(Fields row) {
        var name = name(row);
        return row.text("instanceGuid")
                        .filter(guid -> guid.toLowerCase(Locale.ROOT).equals(DEFENDER))
                        .isPresent()
                || name.startsWith("windows defender")
                || name.startsWith("microsoft defender");
    }

    private static Product product(Fields row) {
        boolean on = row.number("productState").filter(s -> (s & STATE) == ON).isPresent();
        return new Product(by(name(row)), on);
    }

    private static String name(Fields row) {
        return row.text("displayName").orElse("").toLowerCase(Locale.ROOT);
    }

    private static Optional<MalwareScanner> by(String name) {
        if (name.contains("sophos")) {
            return Optional.of(MalwareScanner.SOPHOS);
        }
        if (name.contains("crowdstrike")) {
            return Optional.of(MalwareScanner.CROWDSTRIKE);
        }
        if (name.startsWith("eset ")) {
            return Optional.of(MalwareScanner.ESET);
        }
        if (name.startsWith("sentinel agent") || name.contains("sentinelone")) {
            return Optional.of(MalwareScanner.SENTINELONE);
        }
        if (name.contains("trend micro")) {
            return Optional.of(MalwareScanner.TREND_MICRO);
        }
        return name.contains("bitdefender")
                ? Optional.of(MalwareScanner.BITDEFENDER)
                : Optional.empty();
    }
}
