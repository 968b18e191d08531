package dev.rollcall.agent;

import dev.rollcall.common.pki.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** A file that an enrollment token came in, and goes once the token was shown. */
record TokenFile(Path path) {

    private static final int MAX_TOKEN = 4096;

    Secret read() throws CommandException {
        try (var in = Files.newInputStream(path)) {
            var text = new String(in.readNBytes(MAX_TOKEN), StandardCharsets.UTF_8);
            return Secret.ofText(text.strip());
        } catch (IOException e) {
            throw new CommandException(ExitStatus.USAGE, "cannot read the token file " + path);
        }
    }

    /**
     * Deletes it, unless it is somebody's to keep: one that its owner may not write, a link, a
     * pipe.
     *
     * @return why it is still there; empty when it is gone
     */
    Optional<String> erase() {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(path + " is no plain file and was left as it is");
        }
        try {
            if (!isOwnersToWrite()) {
                return Optional.of(
                        "the token is still in "
                                + path
                                + ", which is read-only: delete it yourself");
            }
            Files.delete(path);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the token is still in " + path + ": it could not be deleted");
        }
    }

    /** Root may write whatever it wants: what the permissions say is what was meant. */
    private boolean isOwnersToWrite() throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_WRITE)
                : Files.isWritable(path);
    }
}
