package dev.rollcall.server.device.query;

import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.server.device.query.Subject.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts that queries can ask about: all that the collection manifest lists, but for what has a
 * language of its own (packages) and what is always changing.
 */
public final class FactNames {

    /** Short names: what stands before is written instead of what stands behind. */
    private static final List<Map.Entry<String, String>> SHORT =
            List.of(
                    Map.entry("memory.total", "hardware.memoryBytes"),
                    Map.entry("memory.maximum", "hardware.memoryMaximumBytes"),
                    Map.entry("memory.slots", "hardware.memorySlots"),
                    Map.entry("memory.slots.empty", "hardware.memorySlotsEmpty"),
                    Map.entry("memory.module", "hardware.memoryModules"),
                    Map.entry("processor", "hardware.processor"),
                    Map.entry("disk", "hardware.disks"),
                    Map.entry("battery", "hardware.batteries"),
                    Map.entry("raid", "hardware.raids"),
                    Map.entry("assettag", "hardware.assetTag"),
                    Map.entry("manufacturer", "hardware.manufacturer"),
                    Map.entry("chassis", "hardware.chassis"),
                    Map.entry("firmware.vendor", "hardware.firmwareVendor"),
                    Map.entry("firmware.version", "hardware.firmwareVersion"),
                    Map.entry("firmware.date", "hardware.firmwareDate"),
                    Map.entry("kernel", "operating-system.kernelRunning"),
                    Map.entry("volume", "volumes.volumes"),
                    Map.entry("swap", "volumes.swaps"),
                    Map.entry("interface", "network.interfaces"),
                    Map.entry("source", "patch-level.sources"),
                    Map.entry("user", "local-users.users"),
                    Map.entry("group", "local-users.groups"),
                    Map.entry("firewall", "security.firewall"),
                    Map.entry("secureboot", "security.secureBoot"),
                    Map.entry("tpm", "security.tpm"),
                    Map.entry("confinement", "security.confinement"),
                    Map.entry("malware", "security.malware"),
                    Map.entry("screenlock", "security.screenLock"),
                    Map.entry("sshd", "security.sshd"),
                    Map.entry("extension", "browsers.browsers.extensions"),
                    Map.entry("browser", "browsers.browsers"),
                    Map.entry("service", "services.services"),
                    Map.entry("graphics", "peripherals.graphics"),
                    Map.entry("display", "peripherals.displays"),
                    Map.entry("usb", "peripherals.usb"),
                    Map.entry("printer", "peripherals.printers"),
                    Map.entry("sound", "peripherals.sound"),
                    Map.entry("opticaldrive", "peripherals.opticalDrives"),
                    Map.entry("bluetooth", "peripherals.bluetooth"),
                    Map.entry("space", "volatile.space"),
                    Map.entry("memory.available", "volatile.memoryAvailableBytes"),
                    Map.entry("booted", "volatile.bootedAt"),
                    Map.entry("load", "volatile.loadPermille"),
                    Map.entry("power", "volatile.batteries"),
                    Map.entry("wear", "volatile.disks"),
                    Map.entry("smart", "volatile.smart"),
                    Map.entry("where", "volatile.where"),
                    Map.entry("wifi", "volatile.wireless"),
                    Map.entry("clock.offsetMillis", "volatile.clockOffsetMillis"));

    /**
     * Hundreds of pending updates stay in their body; how many there are, and since when, is asked.
     * When a device started tells how long it runs.
     */
    private static final List<String> NOT_ASKED = List.of("patch-level.pending", "volatile.uptime");

    /** What a bare word is looked for in, besides host name, label and serial. */
    static final List<String> CALLED =
            List.of(
                    "hardware.assetTag",
                    "hardware.boardSerial",
                    "hardware.disks.serial",
                    "hardware.batteries.serial",
                    "peripherals.displays.serial",
                    "local-users.users.name");

    /**
     * Of choices in lists, those that a member lacks because it has nothing to choose: what is not
     * encrypted is so by no method. Where another choice is lacking, it is not known.
     */
    private static final List<String> NOTHING_TO_CHOOSE =
            List.of(
                    "volumes.volumes.method",
                    "volumes.swaps.method",
                    "services.services.enabledBy",
                    "services.services.running");

    /** What the server makes of others; of their own lists, which are empty where there is none. */
    private static final List<FactName> MADE =
            List.of(
                    since(
                            "updates.since",
                            "patch-level.pendingSince",
                            "Since when the oldest pending update is published."),
                    since(
                            "updates.security.since",
                            "patch-level.pendingSecuritySince",
                            "Since when the oldest pending security update is published."),
                    new FactName(
                            "space.freePercent",
                            "volatile.space.freePercent",
                            VolatileFacts.KIND,
                            Kind.NUMBER,
                            List.of(),
                            Optional.of("volatile.space"),
                            "What is free on a mounted local volume, in percent."));

    private static final List<Owed> OWED = new ArrayList<>();
    private static final List<FactName> ALL = read();
    private static final Map<String, FactName> BY_WORD = byWord();

    private FactNames() {}

    /**
     * A fact that every member of a list should have: where one lacks it, it is not known of all.
     *
     * @param count says how many members there are
     * @param lacking says how many lack it; told of no device, but made where bodies are read
     */
    record Owed(String name, String count, String lacking) {

        static Owed of(String name, String list) {
            return new Owed(name, FactName.countOf(list), name + ".lacking");
        }
    }

    /** Those of all sections. */
    static List<Owed> owed() {
        return Collections.unmodifiableList(OWED);
    }

    /** In the order of the manifest. */
    public static List<FactName> all() {
        return ALL;
    }

    /**
     * @param folded short or whole name in lower case
     */
    static Optional<FactName> named(String folded) {
        return Optional.ofNullable(BY_WORD.get(folded));
    }

    static List<String> words() {
        return ALL.stream().map(FactName::word).toList();
    }

    private static List<FactName> read() {
        var names = new ArrayList<FactName>();
        for (var section : CollectionManifest.ofThisVersion().sections()) {
            if (section.section().equals(PackagesSection.KIND.name())) {
                continue;
            }
            var lists =
                    section.fields().stream()
                            .filter(field -> field.type().startsWith("list"))
                            .map(CollectionManifest.Field::name)
                            .toList();
            section.fields().stream()
                    .filter(field -> NOT_ASKED.stream().noneMatch(n -> within(n, field.name())))
                    .forEach(field -> names.addAll(facts(section.section(), field, lists)));
        }
        names.addAll(MADE);
        return Collections.unmodifiableList(names);
    }

    private static List<FactName> facts(
            String section, CollectionManifest.Field field, List<String> lists) {
        var kind = new SectionKind(section);
        var outermost = lists.stream().filter(list -> within(list, field.name())).findFirst();
        var facts = new ArrayList<FactName>();
        if (field.type().startsWith("list")) {
            var count = FactName.countOf(field.name());
            facts.add(
                    new FactName(
                            word(count),
                            count,
                            kind,
                            Kind.NUMBER,
                            List.of(),
                            outermost.filter(list -> !list.equals(field.name())),
                            "How many there are."));
        }
        var type = field.type().replaceFirst("^list of ", "");
        if (kind(type) == Kind.CHOICE
                && !field.type().startsWith("list")
                && !NOTHING_TO_CHOOSE.contains(field.name())) {
            lists.stream()
                    .filter(list -> within(list, field.name()))
                    .max(Comparator.comparingInt(String::length))
                    .ifPresent(list -> OWED.add(Owed.of(field.name(), list)));
        }
        if (!type.equals("list")) {
            facts.add(
                    new FactName(
                            word(field.name()),
                            field.name(),
                            kind,
                            kind(type),
                            choices(type),
                            outermost,
                            field.about()));
        }
        return facts;
    }

    private static FactName since(String word, String name, String sentence) {
        return new FactName(
                word,
                name,
                PatchLevelSection.KIND,
                Kind.DATE,
                List.of(),
                Optional.of(name),
                sentence);
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "text" -> Kind.TEXT;
            case "version" -> Kind.VERSION;
            case "number" -> Kind.NUMBER;
            case "bytes" -> Kind.BYTES;
            case "date", "time" -> Kind.DATE;
            default -> Kind.CHOICE;
        };
    }

    private static List<String> choices(String type) {
        if (type.equals("yes or no")) {
            return List.of("yes", "no");
        }
        return type.startsWith("one of ")
                ? List.of(type.substring("one of ".length()).split(", "))
                : List.of();
    }

    private static String word(String name) {
        return SHORT.stream()
                .filter(s -> within(s.getValue(), name))
                .findFirst()
                .map(s -> s.getKey() + name.substring(s.getValue().length()))
                .orElse(name);
    }

    private static boolean within(String prefix, String name) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static Map<String, FactName> byWord() {
        var words = new HashMap<String, FactName>();
        for (var fact : ALL) {
            words.put(TextPattern.fold(fact.name()), fact);
            words.put(TextPattern.fold(fact.word()), fact);
        }
        return Map.copyOf(words);
    }
}
