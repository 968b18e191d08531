package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.ServicesSection;
import dev.rollcall.common.inventory.ServicesSection.EnabledBy;
import dev.rollcall.common.inventory.ServicesSection.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Lists what systemd starts, by the folders of its units; systemd itself is not asked. */
final class ServicesCollector implements Collector {

    private static final String ETC = "/etc/systemd/system";
    private static final List<String> VENDOR =
            List.of("/usr/lib/systemd/system", "/lib/systemd/system");
    private static final List<String> UNITS =
            List.of(
                    ETC,
                    "/usr/local/lib/systemd/system",
                    "/usr/lib/systemd/system",
                    "/lib/systemd/system");

    /** As systemd.unit(5) has it. */
    private static final Pattern NAME =
            Pattern.compile(
                    "[A-Za-z0-9:_.\\\\-]{1,150}(@[A-Za-z0-9:_.\\\\-]{1,100})?"
                            + "\\.(service|timer|socket|path)");

    private static final Pattern STARTED_ONCE = Pattern.compile("(?m)^\\s*Type\\s*=\\s*oneshot");
    private static final Pattern ELSEWHERE = Pattern.compile("(?m)^\\s*Slice\\s*=");
    private static final int MAX_UNIT = 64 * 1024;
    private static final int MAX_SERVICES = 2_000;

    private final DeviceFiles files;

    ServicesCollector(DeviceFiles files) {
        this.files = files;
    }

    @Override
    public SectionKind kind() {
        return ServicesSection.KIND;
    }

    @Override
    public Collected collect() throws IOException {
        if (!files.isFolder(ETC)) {
            return new Collected.Off("no systemd");
        }
        var enabled = new TreeMap<String, EnabledBy>();
        for (var folder : VENDOR) {
            wanted(folder, EnabledBy.VENDOR, enabled);
        }
        wanted(ETC, EnabledBy.ADMINISTRATOR, enabled);
        var services = new ArrayList<Service>();
        for (var entry : enabled.entrySet()) {
            var name = entry.getKey();
            boolean listed = name.endsWith(".service") || name.endsWith(".timer");
            var unit = listed ? unit(name) : Optional.<String>empty();
            if (unit.isPresent() && services.size() < MAX_SERVICES) {
                services.add(
                        new Service(name, entry.getValue(), running(name, unit.get(), enabled)));
            }
        }
        return Collected.of(new ServicesSection(services));
    }

    /** Adds what is linked to in the folders of what other units want. */
    private void wanted(String folder, EnabledBy by, Map<String, EnabledBy> enabled)
            throws IOException {
        for (var wants : files.names(folder)) {
            if (wants.endsWith(".wants") || wants.endsWith(".requires")) {
                for (var name : files.names(folder + "/" + wants)) {
                    if (NAME.matcher(name).matches()) {
                        enabled.put(name, by);
                    }
                }
            }
        }
    }

    /**
     * The text of a unit; of an instance that of its template. Empty where it was removed since, or
     * is masked.
     */
    private Optional<String> unit(String name) throws IOException {
        int at = name.indexOf('@');
        var template =
                at < 0 ? name : name.substring(0, at + 1) + name.substring(name.lastIndexOf('.'));
        for (var file : at < 0 ? List.of(name) : List.of(name, template)) {
            for (var folder : UNITS) {
                var path = folder + "/" + file;
                if (files.link(path).equals(Optional.of("/dev/null"))) {
                    return Optional.empty();
                }
                var text = files.head(path, MAX_UNIT);
                if (text.isPresent()) {
                    return text.filter(unit -> !unit.isBlank()); // an empty one masks too
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Boolean> running(String name, String unit, Map<String, EnabledBy> enabled) {
        var bare = name.substring(0, name.lastIndexOf('.'));
        boolean comesAndGoes =
                !name.endsWith(".service")
                        || STARTED_ONCE.matcher(unit).find()
                        || enabled.containsKey(bare + ".socket")
                        || enabled.containsKey(bare + ".path")
                        || enabled.containsKey(bare + ".timer");
        return comesAndGoes || ELSEWHERE.matcher(unit).find()
                ? Optional.empty()
                : ServiceGroups.running(files, name);
    }
}
