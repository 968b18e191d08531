package dev.rollcall.common.inventory;

import java.util.regex.Pattern;

/**
 * The order of versions of packages, by the rules of the package system that they come from: {@link
 * DebianVersion}, rpm's epoch, version and release, and {@link SemanticVersion} where makers write
 * what they like. Pure.
 */
public final class PackageVersions {

    private static final int LONGEST_EPOCH = 10;

    /** A revision by a number, such as that of 128.0.3-1, at the end. */
    private static final Pattern NUMBERED = Pattern.compile("-[0-9][^-+]*$");

    private PackageVersions() {}

    /** Both complete: an epoch that is not there is 0. */
    public static int compare(PackageSource source, String a, String b) {
        return switch (source) {
            case DPKG -> DebianVersion.TEXT_ORDER.compare(a, b);
            case RPM -> rpm(a, b);
            case SNAP,
                    FLATPAK,
                    WINDOWS_PROGRAMS,
                    WINDOWS_APPS,
                    MACOS_APPLICATIONS,
                    HOMEBREW,
                    OTHER ->
                    SemanticVersion.TEXT_ORDER.compare(a, b);
        };
    }

    /**
     * A version with one that a person wrote: what they left out, the epoch or the revision, is not
     * compared. Thus 2:9.1.0-1 is less than 9.2, and equal to 9.1.0. Where makers write what they
     * like, only what begins with a digit is a revision: 9.1.0-rc1 is less than 9.1.0.
     */
    public static int compareToWritten(PackageSource source, String version, String written) {
        return switch (source) {
            case DPKG, RPM -> packagedToWritten(source, version, written);
            case SNAP,
                    FLATPAK,
                    WINDOWS_PROGRAMS,
                    WINDOWS_APPS,
                    MACOS_APPLICATIONS,
                    HOMEBREW,
                    OTHER ->
                    SemanticVersion.TEXT_ORDER.compare(
                            written.indexOf('-') < 0
                                    ? NUMBERED.matcher(version).replaceFirst("")
                                    : version,
                            written);
        };
    }

    private static int packagedToWritten(PackageSource source, String version, String written) {
        var compared = colon(written) >= 0 ? version : withoutEpoch(version);
        return compare(
                source, written.indexOf('-') < 0 ? withoutRevision(compared) : compared, written);
    }

    private static int rpm(String a, String b) {
        int byEpoch = Long.compare(epoch(a), epoch(b));
        if (byEpoch != 0) {
            return byEpoch;
        }
        var left = withoutEpoch(a);
        var right = withoutEpoch(b);
        int byVersion =
                RpmVersion.TEXT_ORDER.compare(withoutRevision(left), withoutRevision(right));
        return byVersion != 0
                ? byVersion
                : RpmVersion.TEXT_ORDER.compare(revision(left), revision(right));
    }

    private static long epoch(String version) {
        int colon = colon(version);
        return colon < 0 ? 0 : Long.parseLong(version, 0, colon, 10);
    }

    private static String withoutEpoch(String version) {
        return version.substring(colon(version) + 1);
    }

    /** Where an epoch, a number, ends; -1 where there is none. */
    private static int colon(String version) {
        int at = 0;
        while (at < version.length() && version.charAt(at) >= '0' && version.charAt(at) <= '9') {
            at++;
        }
        return at > 0 && at <= LONGEST_EPOCH && at < version.length() && version.charAt(at) == ':'
                ? at
                : -1;
    }

    private static String withoutRevision(String version) {
        int dash = version.lastIndexOf('-');
        return dash < 0 ? version : version.substring(0, dash);
    }

    private static String revision(String version) {
        int dash = version.lastIndexOf('-');
        return dash < 0 ? "" : version.substring(dash + 1);
    }
}
