package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** What this room needs of the inventory: what stands in the bodies that are stored. */
public interface SectionContents {

    /**
     * A leaf of a body.
     *
     * @param name section and path, such as hardware.memoryBytes
     * @param value a text or a {@link Long}
     */
    record Leaf(String name, Object value) {

        public Leaf {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A bucket of packages.
     *
     * @param storedAt when it reached the server
     */
    record Bucket(Instant storedAt, List<InstalledPackage> packages) {

        public Bucket {
            Objects.requireNonNull(storedAt, "storedAt");
            packages = List.copyOf(packages);
        }
    }

    /** What bodies of a small section say; one that is not there or makes no sense is left out. */
    Map<Digest, List<Leaf>> leaves(
            Handle handle, DistrictId district, SectionKind kind, Collection<Digest> bodies);

    /**
     * What always changing figures say, as they are stored; nothing where they make no sense.
     *
     * @param size of them inflated, in bytes
     */
    List<Leaf> figures(byte[] deflated, int size);

    /**
     * A list of packages.
     *
     * @param whole whether the device could read all that it has
     */
    record PackageList(List<Digest> buckets, boolean whole) {

        /** Of which nothing is known. */
        static final PackageList NONE = new PackageList(List.of(), false);

        public PackageList {
            buckets = List.copyOf(buckets);
        }
    }

    /** Lists of packages; one that is not there is left out. */
    Map<Digest, PackageList> lists(Handle handle, DistrictId district, Collection<Digest> lists);

    /** What is in buckets of packages; one that is not there is left out. */
    Map<Digest, Bucket> packages(Handle handle, DistrictId district, Collection<Digest> buckets);
}
