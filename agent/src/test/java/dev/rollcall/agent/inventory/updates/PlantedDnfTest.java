package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.PatchLevelSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a device with rpm on which dnf prints what the test is about. */
abstract class PlantedDnfTest {

    static final String INSTALLED =
            """
            bash\t5.1.8-6.el9\tx86_64\tbash-5.1.8-6.el9.src.rpm
            openssl-libs\t1:3.0.7-25.el9\tx86_64\topenssl-3.0.7-25.el9.src.rpm
            google-chrome-stable\t124.0.6367.60-1\tx86_64\tgoogle-chrome-stable-124.0.6367.60-1.src.rpm
            """;
    static final String OPENSSL =
            "openssl-libs.x86_64                1:3.0.7-27.el9                baseos\n";
    static final String BASH =
            "bash.x86_64                        5.1.8-9.el9                   baseos\n";
    static final String CHROME =
            "google-chrome-stable.x86_64        124.0.6367.78-1               google-chrome\n";
    static final String ADVISORIES =
            "RHSA-2024:2447 Moderate/Sec. openssl-libs-1:3.0.7-27.el9.x86_64\n";

    static final String BASEOS = "/var/cache/dnf/baseos-0123456789abcdef/repodata/repomd.xml";
    static final String INDEX =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <repomd xmlns="http://linux.duke.edu/metadata/repo">
              <revision>1715000000</revision>
              <data type="primary"><timestamp>1715000001</timestamp></data>
              <data type="updateinfo"><timestamp>1714000000</timestamp></data>
            </repomd>
            """;

    final Map<String, ProgramResult> printed = new HashMap<>();
    final List<String> started = new ArrayList<>();

    @TempDir Path folder;
    @TempDir Path state;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file("/var/lib/rpm/rpmdb.sqlite", "binary");
        device.file(BASEOS, INDEX);
        device.file(
                "/var/cache/dnf/google-chrome-fedcba9876543210/repodata/repomd.xml",
                "<repomd><revision>1714000000</revision><data type=\"primary\"/></repomd>");
        prints("rpm", 0, INSTALLED);
        prints("check-update", 100, BASH + OPENSSL);
        prints("updateinfo", 0, ADVISORIES);
    }

    void prints(String command, int exit, String output) {
        printed.put(command, new ProgramResult(exit, output, "", false, false));
    }

    Programs programs() {
        return (command, timeout, most) -> {
            var asked = command.size() > 3 ? command.get(3) : "";
            var result = printed.get(command.getFirst().equals("rpm") ? "rpm" : asked);
            if (result != null) {
                started.add(command.getFirst());
            }
            return Optional.ofNullable(result);
        };
    }

    DnfCollector collector() {
        return new DnfCollector(
                device.files(),
                programs(),
                new RpmDatabase(device.files(), programs()),
                Optional.of(state.resolve("pending.json")));
    }

    PatchLevelSection collect() throws Exception {
        return collect(collector());
    }

    static PatchLevelSection collect(DnfCollector collector) throws Exception {
        return (PatchLevelSection) ((Collected.Facts) collector.collect()).section();
    }
}
