package dev.rollcall.agent.platform;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a program finds around it when we start it. Pure.
 *
 * @param search the folders in which it is looked for, first to last
 * @param environment all of its environment
 * @param folder it starts in
 * @param nothing the device that reads as empty
 */
record Surroundings(
        List<String> search, Map<String, String> environment, String folder, String nothing) {

    private static final List<String> UNIX =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    /** Apple's own folders only: /usr/local belongs to whoever installed Homebrew there. */
    private static final List<String> MAC =
            List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/libexec/ApplicationFirewall");

    /** A folder on a local drive, and nothing that could be read as a list or as a quotation. */
    private static final Pattern WINDOWS_FOLDER =
            Pattern.compile("[A-Za-z]:\\\\[A-Za-z0-9 ._()\\\\-]{1,200}");

    Surroundings {
        search = List.copyOf(search);
        environment = Map.copyOf(environment);
    }

    /**
     * @param system the name of the operating system as Java has it
     * @param windowsFolder where Windows is installed, as our own environment says
     */
    static Surroundings of(String system, Optional<String> windowsFolder) {
        if (system.startsWith("Windows")) {
            return windows(
                    windowsFolder
                            .filter(folder -> WINDOWS_FOLDER.matcher(folder).matches())
                            .orElse("C:\\Windows"));
        }
        return system.equals("Mac OS X") ? unix(MAC, "/var/root") : unix(UNIX, "/root");
    }

    private static Surroundings unix(List<String> search, String home) {
        var environment =
                Map.of("PATH", String.join(":", search), "LC_ALL", "C", "LANG", "C", "HOME", home);
        return new Surroundings(search, environment, "/", "/dev/null");
    }

    /** PowerShell does not start without these; its modules are looked for in its own folder. */
    private static Surroundings windows(String folder) {
        var system = folder + "\\System32";
        var powerShell = system + "\\WindowsPowerShell\\v1.0";
        var environment =
                Map.of(
                        "PATH",
                        String.join(";", system, system + "\\Wbem", powerShell),
                        "PATHEXT",
                        ".COM;.EXE",
                        "SystemRoot",
                        folder,
                        "windir",
                        folder,
                        "SystemDrive",
                        folder.substring(0, 2),
                        "ProgramData",
                        folder.substring(0, 2) + "\\ProgramData",
                        "ComSpec",
                        system + "\\cmd.exe",
                        "TEMP",
                        folder + "\\Temp",
                        "TMP",
                        folder + "\\Temp",
                        "PSModulePath",
                        powerShell + "\\Modules");
        return new Surroundings(List.of(system, powerShell), environment, system, "NUL");
    }
}
