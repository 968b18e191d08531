package dev.rollcall.server.device.query;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.SectionContents.PackageList;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/** Reads lists of packages for the memory: some at once, and of each bucket the first time only. */
final class ListReader {

    private ListReader() {}

    /** Adds to the lists what is new among the wanted ones. */
    static void read(
            Handle handle,
            DistrictId district,
            SectionContents contents,
            PackageLists lists,
            Collection<Digest> wanted) {
        var lacking = lists.lacking(wanted);
        for (int from = 0; from < lacking.size(); from += DeviceRows.AHEAD) {
            var some = lacking.subList(from, Math.min(lacking.size(), from + DeviceRows.AHEAD));
            var said = contents.lists(handle, district, some);
            var buckets =
                    lists.lackingBuckets(
                            said.values().stream()
                                    .flatMap(list -> list.buckets().stream())
                                    .toList());
            for (int at = 0; at < buckets.size(); at += DeviceRows.AHEAD) {
                var part = buckets.subList(at, Math.min(buckets.size(), at + DeviceRows.AHEAD));
                contents.packages(handle, district, part).forEach(lists::addBucket);
            }
            some.forEach(list -> lists.addList(list, said.getOrDefault(list, PackageList.NONE)));
        }
    }
}
