package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.SectionContents.Bucket;
import dev.rollcall.server.device.query.SectionContents.PackageList;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackageListsTest {

    private static final Instant STORED = Instant.parse("2026-09-01T08:00:00.123456Z");

    private static void add(PackageLists lists, String list, String name, String version) {
        var bucket = Digest.of(name + " " + version);
        lists.addBucket(
                bucket,
                new Bucket(
                        STORED,
                        List.of(new InstalledPackage(name, version, "amd64", PackageSource.DPKG))));
        lists.addList(Digest.of(list), new PackageList(List.of(bucket), true));
    }

    private static String versions(PackageLists lists, String name) {
        var found = new TreeMap<String, Integer>();
        lists.eachVersion(name, (_, version, buckets) -> found.put(version, buckets.length));
        return found.toString();
    }

    @Test
    void whatIsAddedToOneIsNotInTheOther() {
        var lists = new PackageLists();
        add(lists, "one", "lib", "1");
        add(lists, "two", "lib", "2");

        var fork = lists.fork();
        add(lists, "three", "lib", "3");
        add(fork, "four", "tool", "1");
        add(fork, "five", "lib", "4");

        assertThat(versions(lists, "lib")).isEqualTo("{1=1, 2=1, 3=1}");
        assertThat(versions(fork, "lib")).isEqualTo("{1=1, 2=1, 4=1}");
        assertThat(lists.names()).containsExactly("lib");
        assertThat(fork.names()).containsExactly("lib", "tool");
        assertThat(lists.number(Digest.of("three"))).isEqualTo(2);
        assertThat(fork.number(Digest.of("three"))).isEqualTo(-1);
        assertThat(fork.number(Digest.of("two"))).isEqualTo(1);
        assertThat(fork.ofBuckets(new int[] {5, 0, 1, 7})).containsExactly(5, 0, 1, 7);
        assertThat(fork.storedAt(0)).isEqualTo(STORED);
    }

    /** Both go on where they were one. */
    @Test
    void numbersThatAreSharedAreNotWrittenOver() {
        var numbers = new Numbers();
        List.of(1, 2, 3).forEach(numbers::add);

        var fork = numbers.fork();
        var second = fork.fork();
        numbers.add(4);
        fork.add(5);
        second.add(3);
        second.add(6);
        fork.add(7);
        numbers.add(8);

        assertThat(numbers.toArray()).containsExactly(1, 2, 3, 4, 8);
        assertThat(fork.toArray()).containsExactly(1, 2, 3, 5, 7);
        assertThat(second.toArray()).containsExactly(1, 2, 3, 6);
    }
}
