package dev.rollcall.agent.policy;

import dev.rollcall.agent.platform.RootedFiles;
import dev.rollcall.agent.platform.RootedFiles.Access;
import dev.rollcall.agent.platform.RootedFiles.Found;
import dev.rollcall.agent.platform.RootedFiles.Link;
import dev.rollcall.agent.platform.RootedFiles.Missing;
import dev.rollcall.agent.platform.RootedFiles.Other;
import dev.rollcall.agent.platform.RootedFiles.Regular;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.policy.Setting.FileContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A file of root's with exactly this content and mode, or no file there. */
final class FileSetting {

    private static final String DEFAULT_MODE = "0644";

    private final RootedFiles files;
    private final Originals originals;

    FileSetting(RootedFiles files, Originals originals) {
        this.files = files;
        this.originals = originals;
    }

    Finding enforce(FileContent setting) throws IOException {
        var difference = difference(setting);
        if (difference.isEmpty()) {
            return Finding.COMPLIANT;
        }
        originals.keep(setting.path());
        if (setting.content().isPresent()) {
            files.write(
                    setting.path(),
                    new ByteArrayInputStream(bytes(setting.content().get())),
                    RootedFiles.ownedByThisAgent(mode(setting)));
        } else {
            files.delete(setting.path());
        }
        KillPoint.pass("policy.file.written");
        return difference(setting)
                .map(still -> Finding.failed("after it was made true: " + still))
                .orElseGet(() -> Finding.repaired(difference.get()));
    }

    /** How the file differs, in words without contents; empty where it does not. */
    private Optional<String> difference(FileContent setting) throws IOException {
        var found = files.look(setting.path());
        if (setting.content().isEmpty()) {
            return unwanted(found);
        }
        return switch (found) {
            case Missing() -> Optional.of("it was missing");
            case Link(var target) -> Optional.of("a symbolic link was in its place");
            case Other(var kind) -> throw new IOException(kind + " is in the way");
            case Regular(var size, var access) -> difference(setting, size, access);
        };
    }

    private static Optional<String> unwanted(Found found) throws IOException {
        return switch (found) {
            case Missing() -> Optional.empty();
            case Link(var target) -> Optional.of("a symbolic link was there");
            case Regular(var size, var access) -> Optional.of("it was there");
            case Other(var kind) -> throw new IOException(kind + " is in the way");
        };
    }

    private Optional<String> difference(FileContent setting, long size, Access access)
            throws IOException {
        var wanted = bytes(setting.content().orElse(""));
        if (size != wanted.length
                || !Arrays.equals(wanted, files.read(setting.path(), wanted.length + 1))) {
            return Optional.of("its content differed");
        }
        if (!isOurs(access)) {
            return Optional.of("it belonged to somebody else");
        }
        return access.mode().equals(mode(setting))
                ? Optional.empty()
                : Optional.of("its mode was " + access.mode());
    }

    /** Who owns a file may change it, whatever its mode. */
    private static boolean isOurs(Access access) {
        var ours = RootedFiles.ownedByThisAgent(access.mode());
        return ours.owner().isEmpty()
                || (ours.owner().equals(access.owner()) && ours.group().equals(access.group()));
    }

    private static String mode(FileContent setting) {
        return setting.mode().orElse(DEFAULT_MODE);
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }
}
