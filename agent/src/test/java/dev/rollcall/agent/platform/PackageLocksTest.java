package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLocksTest {

    private static final String FRONTEND = "/var/lib/dpkg/lock-frontend";

    @TempDir private Path root;
    private DeviceFiles files;
    private PackageLocks locks;

    @BeforeEach
    void plant() throws IOException {
        files = DeviceFiles.below(root);
        locks = new PackageLocks(files);
        Files.createDirectories(files.at("/var/lib/dpkg"));
        Files.createDirectories(files.at("/proc"));
        Files.createFile(files.at(FRONTEND));
    }

    private void listed(String locks) throws IOException {
        Files.writeString(files.at("/proc/locks"), locks);
    }

    private void mounted(String mounts) throws IOException {
        Files.createDirectories(files.at("/proc/self"));
        Files.writeString(files.at("/proc/self/mountinfo"), mounts);
    }

    private Object inode() throws IOException {
        return Files.getAttribute(files.at(FRONTEND), "unix:ino");
    }

    @Test
    void aLockThatTheKernelReallyHoldsIsSeenUntilItIsGone() throws IOException {
        try (var channel = FileChannel.open(files.at(FRONTEND), StandardOpenOption.WRITE)) {
            var lock = channel.lock();
            listed(Files.readString(Path.of("/proc/locks")));
            mounted(Files.readString(Path.of("/proc/self/mountinfo")));
            assertThat(locks.held()).contains(FRONTEND);

            lock.release();
            listed(Files.readString(Path.of("/proc/locks")));
            assertThat(locks.held()).isEmpty();
        }
    }

    @Test
    void whoOnlyWaitsOrReadsHoldsNothing() throws IOException {
        listed(
                """
                1: -> POSIX  ADVISORY  WRITE 4711 fe:00:%1$s 0 EOF
                2: POSIX  ADVISORY  READ  4712 fe:00:%1$s 0 EOF
                3: FLOCK  ADVISORY  WRITE 4713 fe:00:%1$s9 0 EOF
                rubbish
                """
                        .formatted(inode()));

        assertThat(locks.held()).isEmpty();
    }

    @Test
    void theSameInodeOnAnotherDeviceIsAnotherFile() throws IOException {
        mounted(
                """
                21 1 254:0 / / rw - ext4 /dev/vda rw
                22 21 254:17 /@lib %1$s rw - btrfs /dev/vdb rw
                23 21 0:5 / %1$s/proc rw - proc proc rw
                """
                        .formatted(root));

        listed("1: POSIX  ADVISORY  WRITE 4711 fe:00:%s 0 EOF".formatted(inode()));
        assertThat(locks.held()).isEmpty();
        listed("1: POSIX  ADVISORY  WRITE 4711 fe:11:%s 0 EOF".formatted(inode()));
        assertThat(locks.held()).contains(FRONTEND);
    }

    @Test
    void aDeviceThatListsNoLocksIsNotBusy() {
        assertThat(locks.held()).isEmpty();
    }
}
