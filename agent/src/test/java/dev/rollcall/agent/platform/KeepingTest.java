package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.platform.Keeping.Kept;
import dev.rollcall.agent.platform.Keeping.Lost;
import dev.rollcall.agent.platform.Keeping.Unknown;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By lists of mounts as they were recorded on such machines. */
class KeepingTest {

    private static final Path STATE = Path.of("/var/lib/rollcall-agent");

    private static Keeping of(String mountinfo) {
        return Keeping.of(mountinfo.lines().toList(), STATE);
    }

    @Test
    void aDiskKeepsIt() {
        assertThat(
                        of(
                                """
                                26 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,errors=remount-ro
                                24 26 0:22 / /proc rw,nosuid,nodev,noexec shared:13 - proc proc rw
                                25 26 0:23 / /run rw,nosuid,nodev shared:12 - tmpfs tmpfs rw,size=198M,mode=755
                                30 26 254:2 / /var rw,relatime shared:29 - xfs /dev/vdb1 rw,attr2
                                """))
                .isEqualTo(new Kept());
    }

    @Test
    void memoryForgetsIt() {
        assertThat(
                        of(
                                """
                                26 1 254:0 / / ro,relatime - ext4 /dev/vda ro
                                31 26 0:41 / /var rw,relatime - tmpfs tmpfs rw,size=50%
                                """))
                .isEqualTo(new Lost("/var is in memory (tmpfs)"));
        assertThat(of("1 1 0:2 / / rw - rootfs rootfs rw"))
                .isEqualTo(new Lost("/ is in memory (rootfs)"));
        assertThat(
                        of(
                                """
                                26 1 254:0 / / rw - ext4 /dev/vda rw
                                31 26 0:41 / /var/lib/rollcall-agent rw - ramfs none rw
                                """))
                .isEqualTo(new Lost("/var/lib/rollcall-agent is in memory (ramfs)"));
        assertThat(of("26 1 252:0 / / rw - ext4 /dev/zram0 rw"))
                .isEqualTo(new Lost("/ is in memory (ext4)"));
    }

    /** Debian's live-boot: the changes of the root are in a tmpfs below /run. */
    @Test
    void aLiveSystemForgetsIt() {
        assertThat(
                        of(
                                """
                                28 1 0:26 / / rw,noatime shared:1 - overlay overlay rw,lowerdir=/run/live/rootfs/filesystem.squashfs/,upperdir=/run/live/overlay/rw,workdir=/run/live/overlay/work
                                23 28 0:21 / /sys rw,nosuid,nodev shared:7 - sysfs sysfs rw
                                27 28 0:25 / /run rw,nosuid,nodev,noexec shared:11 - tmpfs tmpfs rw,size=402M
                                29 27 7:0 / /run/live/rootfs/filesystem.squashfs ro,noatime shared:2 - squashfs /dev/loop0 ro
                                30 27 0:27 / /run/live/overlay rw,noatime shared:3 - tmpfs tmpfs rw,mode=755
                                """))
                .isEqualTo(
                        new Lost(
                                "/ is an overlay that keeps no changes: /run/live/overlay is in memory (tmpfs)"));
    }

    /** Ubuntu's overlayroot, as labs use it to be the same every morning. */
    @Test
    void aLabThatIsTheSameEveryMorningForgetsItUnlessItsUpperLayerIsOnADisk() {
        var lab =
                """
                25 1 0:24 / / rw,relatime - overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay,workdir=/media/root-rw/overlay-workdir/_
                29 25 254:1 / /media/root-ro ro,relatime - ext4 /dev/vda1 ro
                30 25 %s / /media/root-rw rw,relatime - %s rw
                """;

        assertThat(of(lab.formatted("0:23", "tmpfs tmpfs-root")))
                .isEqualTo(
                        new Lost(
                                "/ is an overlay that keeps no changes: /media/root-rw is in memory (tmpfs)"));
        assertThat(of(lab.formatted("254:2", "ext4 /dev/vda2"))).isEqualTo(new Kept());
    }

    @Test
    void anUpperLayerThatIsHiddenIsNotGuessed() {
        assertThat(
                        of(
                                "600 500 0:50 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/var/lib/docker/overlay2/1/diff,workdir=/w"))
                .isEqualTo(
                        new Unknown(
                                "/ is an overlay, and its upper layer /var/lib/docker/overlay2/1/diff cannot be seen from here"));
        assertThat(of("28 1 0:26 / / ro - overlay overlay ro,lowerdir=/a:/b"))
                .isEqualTo(new Unknown("/ is an overlay that takes no changes"));
    }

    @Test
    void whatIsHiddenByALaterMountDoesNotCount() {
        assertThat(
                        of(
                                """
                                26 1 254:0 / / rw - ext4 /dev/vda rw
                                31 26 254:3 / /var/lib/rollcall-agent rw - ext4 /dev/vda3 rw
                                40 26 0:44 / /var rw - tmpfs tmpfs rw
                                """))
                .isEqualTo(new Lost("/var is in memory (tmpfs)"));
        assertThat(
                        of(
                                """
                                26 1 254:0 / / rw - ext4 /dev/vda rw
                                40 26 0:44 / /var rw - tmpfs tmpfs rw
                                41 40 254:4 / /var rw - ext4 /dev/vda4 rw
                                """))
                .isEqualTo(new Kept());
    }

    @Test
    void aNameWithABlankIsFound() {
        var lines =
                List.of(
                        "26 1 254:0 / / rw - ext4 /dev/vda rw",
                        "40 26 0:44 / /srv/a\\040b rw - tmpfs tmpfs rw");

        assertThat(Keeping.of(lines, Path.of("/srv/a b/state")))
                .isEqualTo(new Lost("/srv/a b is in memory (tmpfs)"));
    }

    @Test
    void nonsenseIsNoAnswer() {
        assertThat(of("nonsense\n - \n1 2 3"))
                .isEqualTo(
                        new Unknown(
                                "the list of mounts does not say where /var/lib/rollcall-agent is"));
    }
}
