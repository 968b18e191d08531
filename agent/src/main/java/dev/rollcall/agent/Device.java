package dev.rollcall.agent;

import dev.rollcall.agent.checkin.Speaker;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.AgentAbout;
import java.util.Locale;
import java.util.Optional;

/** What the device calls itself. */
final class Device {

    private Device() {}

    static Speaker speaker(DeviceFiles files, Build build, IdSource ids) {
        // where the kernel names no boot, each start of the agent counts as one
        var boot =
                files.fact("/proc/sys/kernel/random/boot_id")
                        .filter(id -> id.length() <= 64)
                        .orElseGet(() -> ids.next().toString());
        return new Speaker(boot, about(files, build));
    }

    /** Of the machine, as its maker wrote it; empty where that is nothing. */
    static Optional<String> serial(DeviceFiles files) {
        return files.fact("/sys/class/dmi/id/product_serial")
                .or(() -> files.fact("/proc/device-tree/serial-number"))
                .flatMap(Clean::maker)
                .filter(text -> text.length() <= SerialNumbers.LONGEST);
    }

    private static AgentAbout about(DeviceFiles files, Build build) {
        return new AgentAbout(
                build.version(),
                hostname(files),
                platform(System.getProperty("os.name", "")),
                KeyProtection.FILE,
                Action.NAMES,
                Setting.NAMES);
    }

    private static String hostname(DeviceFiles files) {
        return files.fact("/proc/sys/kernel/hostname")
                .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .orElse("");
    }

    static String platform(String system) {
        var name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") ? "macos" : "linux";
    }
}
