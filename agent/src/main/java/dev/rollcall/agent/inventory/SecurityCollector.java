package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.io.IOException;
import java.util.Optional;

/** Reads what protects the device. */
final class SecurityCollector implements Collector {

    private static final String SECURE_BOOT =
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String TPMS = "/sys/class/tpm";

    private final DeviceFiles files;
    private final Programs programs;

    SecurityCollector(DeviceFiles files, Programs programs) {
        this.files = files;
        this.programs = programs;
    }

    @Override
    public SectionKind kind() {
        return SecuritySection.KIND;
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        return Collected.of(
                new SecuritySection(
                        PacketFilter.read(files, programs),
                        secureBoot(),
                        tpm(),
                        confinement(),
                        SshServer.read(files),
                        MalwareScanners.read(files),
                        Optional.empty(),
                        ScreenLocks.read(files),
                        fips()));
    }

    /** A kernel that was built without it has no such file. */
    private Optional<Boolean> fips() {
        return files.number("/proc/sys/crypto/fips_enabled")
                .map(on -> on == 1)
                .or(() ->
                        files.isFolder("/proc/sys/kernel") ? Optional.of(false) : Optional.empty());
    }

    /** Four bytes of attributes, then 1 for on. Without UEFI there is no Secure Boot to be on. */
    private Optional<Boolean> secureBoot() throws IOException {
        var variable = files.bytes(SECURE_BOOT, 64);
        if (variable.isPresent()) {
            var bytes = variable.get();
            return bytes.length == 5 ? Optional.of(bytes[4] == 1) : Optional.empty();
        }
        boolean bootedWithoutUefi =
                files.isFolder("/sys/firmware") && !files.isFolder("/sys/firmware/efi");
        return bootedWithoutUefi ? Optional.of(false) : Optional.empty();
    }

    private Optional<Tpm> tpm() throws IOException {
        if (!files.isFolder(TPMS)) {
            return Optional.empty();
        }
        var modules = files.names(TPMS);
        if (modules.isEmpty()) {
            return Optional.of(new Tpm(false, Optional.empty()));
        }
        var version =
                files.fact(TPMS + "/" + modules.getFirst() + "/tpm_version_major")
                        .flatMap(major ->
                                switch (major) {
                                    case "2" -> Optional.of("2.0");
                                    case "1" -> Optional.of("1.2");
                                    default -> Optional.empty();
                                });
        return Optional.of(new Tpm(true, version));
    }

    private static final String PROFILES = "/sys/kernel/security/apparmor/profiles";

    private Optional<Confinement> confinement() throws IOException {
        var selinux = files.fact("/sys/fs/selinux/enforce");
        if (selinux.isPresent()) {
            return Optional.of(new Confinement(ConfinementKind.SELINUX, selinux.get().equals("1")));
        }
        if (files.fact("/sys/module/apparmor/parameters/enabled").equals(Optional.of("Y"))) {
            return files.text(PROFILES) // it is on, and only root is told what it confines
                    .map(profiles -> profiles.lines().anyMatch(line -> line.endsWith("(enforce)")))
                    .map(enforcing -> new Confinement(ConfinementKind.APPARMOR, enforcing));
        }
        return Optional.empty();
    }
}
