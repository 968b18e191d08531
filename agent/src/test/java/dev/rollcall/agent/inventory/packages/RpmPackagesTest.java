package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import org.junit.jupiter.api.Test;

class RpmPackagesTest {

    @Test
    void whatRpmListsIsReadLineByLine() {
        var listing =
                RpmPackages.parse(
                        "bash\t5.1.8-9.el9\tx86_64\n"
                                + "gpg-pubkey\t8483c65d-5ccc5b19\t(none)\n"
                                + "half a line\n"
                                + "openssl\t1:3.0.7-25.el9\tx86_64\n");

        assertThat(listing.packages())
                .extracting(InstalledPackage::name)
                .containsExactly("bash", "openssl");
        assertThat(listing.unreadable()).isEqualTo(1);
    }
}
