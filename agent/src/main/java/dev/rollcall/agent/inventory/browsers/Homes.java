package dev.rollcall.agent.inventory.browsers;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The home folders of people: those of local accounts, and all in /home, for accounts of a
 * directory are in no file; there, what root owns may hold the homes of a domain.
 */
final class Homes {

    private static final String HOME = "/home";
    private static final long FIRST_PERSON = 1000;
    private static final long NOBODY = 65_534;
    private static final int MAX_HOMES = 500;

    private Homes() {}

    /** Sorted, at most 500. */
    static List<String> of(DeviceFiles files) {
        var homes = new TreeSet<String>();
        homes.addAll(ofAccounts(files));
        for (var home : below(files, HOME)) {
            homes.add(home);
            if (ofRoot(files, home)) {
                homes.addAll(below(files, home));
            }
        }
        return homes.stream().limit(MAX_HOMES).toList();
    }

    private static List<String> ofAccounts(DeviceFiles files) {
        var homes = new ArrayList<String>();
        try {
            for (var line : files.lines("/etc/passwd")) {
                var fields = line.split(":", -1);
                if (fields.length == 7 && person(fields[2]) && sensible(fields[5])) {
                    homes.add(fields[5]);
                }
            }
        } catch (IOException e) {
            return List.of(); // too large to be read: what is in /home still counts
        }
        return homes;
    }

    private static boolean person(String uid) {
        return DeviceFiles.wholeNumber(uid)
                .filter(number -> number >= FIRST_PERSON && number != NOBODY)
                .isPresent();
    }

    private static boolean sensible(String home) {
        return home.matches("(/[^/\0]{1,255}){1,10}")
                && !List.of(home.split("/")).contains("..")
                && !List.of(home.split("/")).contains(".");
    }

    private static List<String> below(DeviceFiles files, String folder) {
        try {
            return files.names(folder).stream()
                    .filter(name -> !name.startsWith("."))
                    .map(name -> folder + "/" + name)
                    .filter(home -> Files.isDirectory(files.at(home), LinkOption.NOFOLLOW_LINKS))
                    .limit(MAX_HOMES)
                    .toList();
        } catch (IOException e) {
            return List.of(); // it may not be read, or has no end
        }
    }

    private static boolean ofRoot(DeviceFiles files, String folder) {
        try {
            var owner = Files.getAttribute(files.at(folder), "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return owner.equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // gone
        }
    }
}
