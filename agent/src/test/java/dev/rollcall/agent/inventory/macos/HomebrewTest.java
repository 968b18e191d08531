package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folders are those of Homebrew's documentation. */
class HomebrewTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void formulaeOfBothPlacesAreListedWithAllTheirVersions() {
        device.folder("/opt/homebrew/Cellar/openssl@3/3.6.0")
                .folder("/opt/homebrew/Cellar/openssl@3/3.5.2_1")
                .folder("/opt/homebrew/Cellar/ca-certificates/2025-09-09")
                .folder("/usr/local/Cellar/wget/1.25.0");

        assertThat(Homebrew.read(device.files()))
                .containsExactly(
                        formula("ca-certificates", "2025-09-09", "arm64"),
                        formula("openssl@3", "3.5.2_1", "arm64"),
                        formula("openssl@3", "3.6.0", "arm64"),
                        formula("wget", "1.25.0", "x86_64"));
    }

    @Test
    void whatIsHiddenOrALinkOrNoNameIsNotListed() {
        device.folder("/elsewhere/evil/1.0")
                .folder("/opt/homebrew/Cellar/.keepme/1.0")
                .folder("/opt/homebrew/Cellar/wget/.brew")
                .folder("/opt/homebrew/Cellar/a\u202eb/1.0")
                .file("/opt/homebrew/Cellar/readme", "x")
                .link("/opt/homebrew/Cellar/evil", folder.resolve("elsewhere/evil").toString())
                .folder("/usr/local/bin")
                .link("/usr/local/Cellar", folder.resolve("elsewhere").toString());

        assertThat(Homebrew.read(device.files())).isEmpty();
    }

    @Test
    void withoutHomebrewThereAreNone() {
        assertThat(Homebrew.read(device.files())).isEmpty();
    }

    private static InstalledPackage formula(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.HOMEBREW);
    }
}
