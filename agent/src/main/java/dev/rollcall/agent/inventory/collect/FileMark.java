package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mark of a file that changes when the file does: its size, the time of its last change that
 * programs may set, and the kernel's own, which none can set back. It is taken before the file is
 * read, so that what changes while it is read gives another mark the next time.
 */
public final class FileMark {

    private static final int MOST = 10_000;

    private FileMark() {}

    /** Empty where there is no such file; one that cannot be looked at is a failure. */
    public static Optional<String> of(DeviceFiles files, String path) throws IOException {
        try {
            var file = files.at(path);
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(
                    path
                            + " "
                            + attributes.size()
                            + " "
                            + attributes.lastModifiedTime()
                            + " "
                            + Files.getAttribute(file, "unix:ctime"));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // or it is gone meanwhile
        }
    }

    /**
     * Those of all files below a folder, by name; none where it is missing. The folders' own times
     * do not count: reading programs put files of their own into some, and take them out again.
     *
     * @param depth of folders in it that are looked into
     */
    public static List<String> below(DeviceFiles files, String folder, int depth)
            throws IOException {
        var marks = new ArrayList<String>();
        below(files, folder, depth, marks);
        return marks;
    }

    private static void below(DeviceFiles files, String folder, int depth, List<String> marks)
            throws IOException {
        for (var name : files.names(folder)) {
            var path = folder + "/" + name;
            if (!files.isFolder(path)) {
                of(files, path).ifPresent(marks::add);
            } else if (depth > 0) {
                below(files, path, depth - 1, marks);
            }
            if (marks.size() > MOST) {
                throw new IOException(folder + " has more than " + MOST + " files");
            }
        }
    }
}
