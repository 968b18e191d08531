package dev.rollcall.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThisMachineTest {

    @Test
    void countsBuiltInDisksThatHoldSomething() {
        var lsblk =
                """
                disk  0 512110190592 nvme0n1
                disk  0            0 sdb
                disk  1  31914983424 sdc
                disk  0   4294967296 zram0
                disk  0      4194304 mmcblk0boot0
                disk  0  31268536320 mmcblk0
                raid1 0 512110190592 md0
                rom   1   1073741312 sr0
                loop  0     67080192 loop0
                disk  0   8589934592 cciss/c0d0
                """;

        assertThat(ThisMachine.disks(lsblk)).containsExactly("cciss!c0d0", "mmcblk0", "nvme0n1");
    }

    @Test
    void countsPackagesThatAreThereInPart() {
        var states = "installed\nhalf-configured\nunpacked\nconfig-files\nnot-installed\n";

        assertThat(ThisMachine.dpkgPackages(states)).isEqualTo(3);
        assertThat(ThisMachine.rpmPackages("bash\ngpg-pubkey\nvim\n")).isEqualTo(2);
    }

    @Test
    void readsWhatAptCouldUpdate() {
        var list =
                """
                Listing...
                bash/stable,stable-security 5.2.15-2+b8 amd64 [upgradable from: 5.2.15-2+b7]
                apt/stable 2.6.2 amd64 [upgradable from: 2.6.1]
                """;

        assertThat(ThisMachine.upgradable(list)).containsExactly("apt 2.6.2", "bash 5.2.15-2+b8");
        assertThat(ThisMachine.upgradable("Listing...\n")).isEmpty();
    }
}
