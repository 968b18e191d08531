package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads printers.conf of CUPS (printers.conf(5)): a block for each queue, a directive a line. Pure.
 */
final class PrintQueues {

    private static final Pattern BEGIN = Pattern.compile("<(Default)?Printer\\s+([^>]+)>");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}):.*");
    private static final int MOST = 200;

    private PrintQueues() {}

    /** By name; an address is cut down to its scheme. */
    static List<Printer> read(List<String> lines) {
        var found = new ArrayList<Printer>();
        @Nullable Printer open = null;
        for (var raw : lines) {
            var line = raw.strip();
            var begin = BEGIN.matcher(line);
            if (begin.matches()) {
                boolean isDefault = begin.group(1) != null;
                open =
                        Clean.text(begin.group(2))
                                .map(name ->
                                        new Printer(
                                                name,
                                                Optional.empty(),
                                                Optional.empty(),
                                                isDefault))
                                .orElse(null);
            } else if (line.equals("</Printer>") || line.equals("</DefaultPrinter>")) {
                if (open != null && found.size() < MOST) {
                    found.add(open);
                }
                open = null;
            } else if (open != null) {
                open = with(open, line);
            }
        }
        found.sort(Comparator.comparing(Printer::name));
        return found;
    }

    private static Printer with(Printer open, String line) {
        int blank = line.indexOf(' ');
        if (blank < 0) {
            return open;
        }
        var value = line.substring(blank + 1).strip();
        return switch (line.substring(0, blank)) {
            case "MakeModel" ->
                    new Printer(
                            open.name(), Clean.maker(value), open.connection(), open.isDefault());
            case "DeviceURI" ->
                    new Printer(open.name(), open.model(), scheme(value), open.isDefault());
            default -> open;
        };
    }

    private static Optional<String> scheme(String address) {
        var scheme = SCHEME.matcher(address);
        return scheme.matches()
                ? Optional.of(scheme.group(1).toLowerCase(Locale.ROOT))
                : Optional.empty();
    }
}
