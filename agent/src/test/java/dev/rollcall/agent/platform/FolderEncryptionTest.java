package dev.rollcall.agent.platform;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against the kernel of this machine: on a file system that encrypts, where one may be mounted. */
@EnabledOnOs(OS.LINUX)
class FolderEncryptionTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long ADD_KEY = 0xc050_6617L;
    private static final long SET_POLICY = 0x800c_6613L;
    private static final int BY_IDENTIFIER = 2;
    private static final int AES_256_XTS = 1;
    private static final int AES_256_CTS = 4;
    private static final int ADIANTUM = 9;

    @TempDir private Path temp;
    private Optional<Path> mounted = Optional.empty();

    @AfterEach
    void unmount() throws Exception {
        if (mounted.isPresent()) {
            assertThat(run("umount", mounted.get().toString())).isTrue();
        }
    }

    @Test
    void aFolderLikeAnyOtherHasNoPolicy() {
        assertThat(FolderEncryption.of(temp)).isEqualTo(new FolderEncryption.NoPolicy());
    }

    @Test
    void whatIsNoFolderIsUnknown() throws Exception {
        var unknown = new FolderEncryption.Unknown();
        var file = Files.writeString(temp.resolve("file"), "x");
        var link = Files.createSymbolicLink(temp.resolve("link"), temp);

        assertThat(FolderEncryption.of(file)).isEqualTo(unknown);
        assertThat(FolderEncryption.of(link)).as("followed by nobody").isEqualTo(unknown);
        assertThat(FolderEncryption.of(temp.resolve("missing"))).isEqualTo(unknown);
        assertThat(FolderEncryption.of(Path.of("/dev/null"))).isEqualTo(unknown);
    }

    @Test
    void onAnotherSystemOrArchitectureNothingIsAsked() {
        assertThat(FolderEncryption.flags("Mac OS X", "aarch64")).isZero();
        assertThat(FolderEncryption.flags("Windows 11", "amd64")).isZero();
        assertThat(FolderEncryption.flags("Linux", "riscv64")).isZero();
        assertThat(FolderEncryption.flags("Linux", "amd64")).isEqualTo(0xb_0800);
        assertThat(FolderEncryption.flags("Linux", "aarch64")).isEqualTo(0x8_c800);
    }

    @Test
    void aPolicyIsSeenWithItsModeAlsoWhenItsKeyIsGone() throws Exception {
        var disk = encryptingDisk();
        var plain = Files.createDirectory(disk.resolve("plain"));
        var alice = Files.createDirectory(disk.resolve("alice"));
        var bob = Files.createDirectory(disk.resolve("bob"));
        try (var kernel = new Kernel()) {
            var key = kernel.addKey(disk);
            kernel.setPolicy(alice, key, AES_256_XTS, AES_256_CTS);
            kernel.setPolicy(bob, key, ADIANTUM, ADIANTUM);
        }
        Files.createDirectory(alice.resolve("Documents"));

        assertThat(FolderEncryption.of(plain)).isEqualTo(new FolderEncryption.NoPolicy());
        assertThat(FolderEncryption.of(alice)).isEqualTo(new FolderEncryption.Policy(AES_256_XTS));
        assertThat(FolderEncryption.of(alice.resolve("Documents")))
                .as("what is in it has the same")
                .isEqualTo(new FolderEncryption.Policy(AES_256_XTS));
        assertThat(FolderEncryption.of(bob)).isEqualTo(new FolderEncryption.Policy(ADIANTUM));

        assertThat(run("umount", disk.toString())).isTrue();
        assertThat(run("mount", "-o", "loop", temp.resolve("disk").toString(), disk.toString()))
                .isTrue();

        assertThat(FolderEncryption.of(alice))
                .as("locked")
                .isEqualTo(new FolderEncryption.Policy(AES_256_XTS));
    }

    private Path encryptingDisk() throws Exception {
        var image = temp.resolve("disk");
        var disk = Files.createDirectory(temp.resolve("mounted"));
        boolean had =
                run("truncate", "-s", "16M", image.toString())
                        && run("mkfs.ext4", "-q", "-O", "encrypt", image.toString())
                        && run("mount", "-o", "loop", image.toString(), disk.toString());
        if (!had) {
            System.err.println("SKIPPED: no ext4 that encrypts can be mounted here");
        }
        assumeThat(had).isTrue();
        mounted = Optional.of(disk);
        return disk;
    }

    private static boolean run(String... command) throws Exception {
        return Programs.ofThisMachine()
                .run(List.of(command), LIMIT, 10_000)
                .filter(ProgramResult::succeeded)
                .isPresent();
    }

    /**
     * What whoever encrypts a folder does: hand over a key, and give an empty folder its policy.
     */
    @SuppressWarnings("restricted")
    private static final class Kernel implements AutoCloseable {

        private final Arena arena = Arena.ofConfined();

        byte[] addKey(Path disk) throws Exception {
            var argument = arena.allocate(80 + 64, 8);
            argument.set(JAVA_INT, 0, BY_IDENTIFIER);
            argument.set(JAVA_INT, 40, 64);
            for (int at = 80; at < 144; at++) {
                argument.set(JAVA_BYTE, at, (byte) at);
            }
            ioctl(disk, ADD_KEY, argument);
            return argument.asSlice(8, 16).toArray(JAVA_BYTE);
        }

        void setPolicy(Path folder, byte[] key, int contents, int names) throws Exception {
            var policy = arena.allocate(24, 8);
            policy.set(JAVA_BYTE, 0, (byte) 2);
            policy.set(JAVA_BYTE, 1, (byte) contents);
            policy.set(JAVA_BYTE, 2, (byte) names);
            policy.set(JAVA_BYTE, 3, (byte) (contents == ADIANTUM ? 7 : 3));
            MemorySegment.copy(key, 0, policy, JAVA_BYTE, 8, key.length);
            ioctl(folder, SET_POLICY, policy);
        }

        private void ioctl(Path folder, long request, MemorySegment argument) throws Exception {
            var linker = Linker.nativeLinker();
            var variadic = Linker.Option.firstVariadicArg(2);
            var open =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("open"),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                            variadic);
            var ioctl =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("ioctl"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                            variadic);
            var close =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("close"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
            try {
                int opened = (int) open.invokeExact(arena.allocateFrom(folder.toString()), 0);
                int answer = (int) ioctl.invokeExact(opened, request, argument);
                int closed = (int) close.invokeExact(opened);
                assertThat(List.of(answer, closed)).containsExactly(0, 0);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
