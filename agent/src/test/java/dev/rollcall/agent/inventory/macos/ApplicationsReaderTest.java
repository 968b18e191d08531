package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The input follows published samples of system_profiler: see {@link Recorded}. */
class ApplicationsReaderTest {

    private static final String APPLICATIONS =
            """
            {"SPApplicationsDataType" : [
              {"_name":"Automator","arch_kind":"arch_arm_i64","lastModified":"2026-06-25T02:29:03Z","obtained_from":"apple","path":"/System/Applications/Automator.app","version":"2.10"},
              {"_name":"Microsoft Edge","arch_kind":"arch_arm","path":"/Applications/Microsoft Edge.app","version":"153.0.4234.32"},
              {"_name":"Old One","arch_kind":"arch_i64","path":"/Applications/Alt/Old One.app","version":"1\\u0007.0"},
              {"_name":"Game","arch_kind":"arch_arm","path":"/Users/kim/Applications/Game.app","version":"1.0"},
              {"_name":"Installer","arch_kind":"arch_arm","path":"/System/Library/CoreServices/Installer.app","version":"6.2"},
              {"_name":"Backup","arch_kind":"arch_arm","path":"/Volumes/USB/Applications/Backup.app","version":"1"},
              {"_name":"Safari","arch_kind":"arch_arm_i64","path":"/System/Volumes/Preboot/Cryptexes/App/System/Applications/Safari.app","version":"18.1"},
              {"_name":"Safari","arch_kind":"arch_arm_i64","path":"/System/Cryptexes/App/System/Applications/Safari.app","version":"18.1"},
              {"_name":"Web App","arch_kind":"arch_arm_i64","path":"/System/Cryptexes/App/System/Library/CoreServices/Web App.app","version":"1"},
              {"_name":"Stray","arch_kind":"arch_arm","path":"/System/Cryptexes/Apple/Applications/Stray.app","version":"1"},
              {"_name":"No Version","arch_kind":"arch_arm","path":"/Applications/No Version.app"},
              {"_name":"A Phone's","arch_kind":"arch_ios","path":"/Applications/A Phone's.app","version":"3"}
            ]}
            """;

    @Test
    void whatIsInstalledForEverybodyIsListed() throws IOException {
        var facts = ApplicationsReader.read(MacPrograms.parse(APPLICATIONS), List.of());

        assertThat(packages(facts))
                .containsExactlyInAnyOrder(
                        application("Automator", "2.10", "universal"),
                        application("Microsoft Edge", "153.0.4234.32", "arm64"),
                        application("Safari", "18.1", "universal"),
                        application("Old One", "1.0", "x86_64"),
                        application("A Phone's", "3", "ios"));
        assertThat(((PackagesSection) facts.section()).unreadable()).contains(1);
    }

    @Test
    void withoutAListThereIsNoSectionAndWithAnEmptyOneThereIs() throws IOException {
        assertThatThrownBy(() -> ApplicationsReader.read(MacPrograms.parse("{}"), List.of()))
                .isInstanceOf(IOException.class);

        var none =
                ApplicationsReader.read(
                        MacPrograms.parse("{\"SPApplicationsDataType\":[]}"), List.of());

        assertThat(((PackagesSection) none.section()).count()).isZero();
    }

    private static List<InstalledPackage> packages(Collected.Facts facts) {
        return facts.buckets().stream().flatMap(b -> b.packages().stream()).toList();
    }

    private static InstalledPackage application(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.MACOS_APPLICATIONS);
    }
}
