package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SoftwareRaid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The software RAIDs that the kernel lists in /proc/mdstat (md(4)). */
final class SoftwareRaids {

    private static final String LIST = "/proc/mdstat";
    private static final Pattern RAID =
            Pattern.compile("(md[A-Za-z0-9_.-]{1,60}) : (active|inactive)(?: \\([a-z-]+\\))*(.*)");
    private static final Pattern LEVEL = Pattern.compile("raid\\d{1,2}|linear|multipath|faulty");
    private static final Pattern MEMBER =
            Pattern.compile("([A-Za-z0-9!_.-]{1,60})\\[\\d{1,9}\\]((?:\\([A-Z]\\))*)");
    private static final Pattern BLOCKS = Pattern.compile("\\s+(\\d{1,18}) blocks\\b.*");
    private static final Pattern MEMBERS =
            Pattern.compile(".*\\[(\\d{1,4})/(\\d{1,4})\\] \\[[U_]+\\].*");
    private static final long MOST_BLOCKS = 1L << 50; // of a kibibyte: an exbibyte
    private static final int MOST = 64;

    private SoftwareRaids() {}

    /** Empty where the kernel makes none at all. */
    static Optional<List<SoftwareRaid>> read(DeviceFiles files) throws IOException {
        return files.text(LIST).map(text -> parse(text.lines().toList()));
    }

    static List<SoftwareRaid> parse(List<String> lines) {
        var found = new ArrayList<SoftwareRaid>();
        for (int i = 0; i < lines.size() && found.size() < MOST; i++) {
            var head = RAID.matcher(lines.get(i));
            if (head.matches()) {
                var size = i + 1 < lines.size() ? lines.get(i + 1) : "";
                found.add(raid(head.group(1), head.group(3).strip(), size));
            }
        }
        found.sort(Comparator.comparing(SoftwareRaid::name));
        return found;
    }

    private static SoftwareRaid raid(String name, String words, String size) {
        Optional<String> level = Optional.empty();
        var members = new ArrayList<String>();
        var failed = new ArrayList<String>();
        for (var word : words.split("\\s+", -1)) {
            var member = MEMBER.matcher(word);
            if (LEVEL.matcher(word).matches()) {
                level = Optional.of(word);
            } else if (member.matches() && members.size() + failed.size() < MOST) {
                var where = member.group(2).contains("(F)") ? failed : members;
                Clean.text(member.group(1).replace('!', '/')).ifPresent(where::add);
            }
        }
        members.sort(null);
        failed.sort(null);
        var blocks = BLOCKS.matcher(size);
        var counts = MEMBERS.matcher(size);
        boolean counted = counts.matches();
        return new SoftwareRaid(
                name,
                level,
                blocks.matches()
                        ? Optional.of(Long.parseLong(blocks.group(1)))
                                .filter(kibibytes -> kibibytes > 0 && kibibytes < MOST_BLOCKS)
                                .map(kibibytes -> kibibytes * 1024)
                        : Optional.empty(),
                counted ? Optional.of(Integer.valueOf(counts.group(1))) : Optional.empty(),
                members,
                failed,
                counted
                        ? Optional.of(
                                Integer.parseInt(counts.group(2))
                                        < Integer.parseInt(counts.group(1)))
                        : Optional.empty());
    }
}
