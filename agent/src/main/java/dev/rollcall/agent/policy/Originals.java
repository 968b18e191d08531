package dev.rollcall.agent.policy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import dev.rollcall.agent.platform.RootedFiles;
import dev.rollcall.agent.platform.RootedFiles.Access;
import dev.rollcall.agent.platform.RootedFiles.Link;
import dev.rollcall.agent.platform.RootedFiles.Missing;
import dev.rollcall.agent.platform.RootedFiles.Other;
import dev.rollcall.agent.platform.RootedFiles.Regular;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lay where a policy's files now lie, kept once per path so that it can be put back: also the
 * list of the paths that a policy ever claimed. Not safe for use by many threads.
 */
final class Originals {

    private static final String NOTE = ".json";
    private static final String BYTES = ".original";
    private static final long MAX_SIZE = 256L * 1024 * 1024;

    private final RootedFiles files;
    private final StateFolder folder;

    Originals(RootedFiles files, StateFolder folder) {
        this.files = files;
        this.folder = folder;
    }

    /** A path and what was there. The names are the file format. */
    record Original(String path, Was was) {}

    @JsonTypeInfo(use = Id.NAME, property = "type")
    @JsonSubTypes({
        @Type(name = "nothing", value = WasNothing.class),
        @Type(name = "link", value = WasLink.class),
        @Type(name = "file", value = WasFile.class)
    })
    sealed interface Was {}

    record WasNothing() implements Was {}

    record WasLink(String target) implements Was {}

    record WasFile(String mode, Optional<String> owner, Optional<String> group) implements Was {}

    /** Before the first change of a path: durable when this returns. Again does nothing. */
    void keep(String path) throws IOException {
        var name = name(path);
        if (folder.read(name + NOTE).isPresent()) {
            return;
        }
        var was =
                switch (files.look(path)) {
                    case Missing() -> new WasNothing();
                    case Link(var target) -> new WasLink(target);
                    case Regular(var size, var access) -> {
                        keepBytes(path, size, folder.path().resolve(name + BYTES));
                        yield new WasFile(access.mode(), access.owner(), access.group());
                    }
                    case Other(var kind) ->
                            throw new FileSystemException(path, null, kind + " is in the way");
                };
        folder.write(name + NOTE, Json.wire().writeValueAsBytes(new Original(path, was)));
        KillPoint.pass("policy.original.after-fsync");
    }

    /** Paths that a policy claimed and that were not put back yet. */
    List<String> paths() throws IOException {
        var paths = new ArrayList<String>();
        try (var notes = Files.newDirectoryStream(folder.path(), "*" + NOTE)) {
            for (var note : notes) {
                paths.add(read(Files.readAllBytes(note)).path());
            }
        }
        return paths;
    }

    /** As it was before any policy; may be repeated after a crash. */
    void putBack(String path) throws IOException {
        var name = name(path);
        var note = folder.read(name + NOTE);
        if (note.isEmpty()) {
            return;
        }
        var bytes = folder.path().resolve(name + BYTES);
        switch (read(note.get()).was()) {
            case WasNothing() -> files.delete(path);
            case WasLink(var target) -> {
                files.delete(path);
                files.link(path, target);
            }
            case WasFile(var mode, var owner, var group) -> {
                try (var in = Files.newInputStream(bytes)) {
                    files.write(path, in, new Access(mode, owner, group));
                }
            }
        }
        KillPoint.pass("policy.original.put-back");
        folder.delete(name + NOTE);
        folder.delete(name + BYTES);
    }

    private void keepBytes(String path, long size, Path to) throws IOException {
        if (size > MAX_SIZE) {
            throw new FileSystemException(path, null, "what lies there is too large to be kept");
        }
        try (var channel =
                FileChannel.open(
                        to,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            files.copy(path, Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static Original read(byte[] note) {
        return Json.strict().readValue(note, Original.class);
    }

    private static String name(String path) {
        return Digest.of(path).hex();
    }
}
