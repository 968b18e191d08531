package dev.rollcall.common.inventory;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Json;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads section bodies that a device sent. A device is hostile: a body that is too large, not in
 * canonical form, or holds control characters, over-long strings or over-long lists is refused.
 */
public final class Sections {

    /** The largest body that is read. */
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    private static final int MAX_STRING = 1024;
    private static final int MAX_ENTRIES = 10_000;

    private static final SortedMap<SectionKind, Class<? extends InventorySection>> KNOWN =
            Collections.unmodifiableSortedMap(
                    new TreeMap<>(
                            Map.ofEntries(
                                    Map.entry(HardwareSection.KIND, HardwareSection.class),
                                    Map.entry(
                                            OperatingSystemSection.KIND,
                                            OperatingSystemSection.class),
                                    Map.entry(VolumesSection.KIND, VolumesSection.class),
                                    Map.entry(NetworkSection.KIND, NetworkSection.class),
                                    Map.entry(PackagesSection.KIND, PackagesSection.class),
                                    Map.entry(PatchLevelSection.KIND, PatchLevelSection.class),
                                    Map.entry(LocalUsersSection.KIND, LocalUsersSection.class),
                                    Map.entry(SecuritySection.KIND, SecuritySection.class),
                                    Map.entry(PeripheralsSection.KIND, PeripheralsSection.class),
                                    Map.entry(BrowsersSection.KIND, BrowsersSection.class),
                                    Map.entry(ServicesSection.KIND, ServicesSection.class))));

    /** A word of a later version is absent where a fact may be: it costs no more than itself. */
    private static final JsonMapper LENIENT =
            Json.wire().rebuild().enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL).build();

    private Sections() {}

    /** The section kinds that this version understands, in order. */
    public static List<SectionKind> kinds() {
        return List.copyOf(KNOWN.keySet());
    }

    /**
     * The section in a body; of an unknown kind an {@link UnsupportedSection}. A body that is
     * refused is an {@link IllegalArgumentException} whose message is one line and quotes nothing.
     */
    public static InventorySection parse(SectionKind kind, byte[] canonicalBody) {
        var type = KNOWN.get(kind);
        if (type == null) {
            return new UnsupportedSection(kind);
        }
        return read(canonicalBody, type);
    }

    /** The packages in the body of a bucket; refuses like {@link #parse}. */
    public static PackageBucket parseBucket(byte[] canonicalBody) {
        return read(canonicalBody, PackageBucket.class);
    }

    private static <T> T read(byte[] body, Class<T> type) {
        if (body.length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("section body is larger than 1 MiB");
        }
        try {
            JsonNode tree = Json.wire().readTree(body);
            if (!tree.isObject()) {
                throw new IllegalArgumentException("section body is not an object");
            }
            check(tree);
            if (!Arrays.equals(canonical(tree), body)) {
                throw new IllegalArgumentException("section body is not canonical JSON");
            }
            return LENIENT.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("section body does not fit its kind", e);
        }
    }

    private static byte[] canonical(JsonNode tree) {
        try {
            return CanonicalJson.bytes(tree);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("section body is not canonical JSON", e);
        }
    }

    private static void check(JsonNode node) {
        if (node.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("section body has a list that is too long");
        }
        if (node.isString()) {
            check(node.stringValue());
        }
        for (var entry : node.properties()) {
            check(entry.getKey());
        }
        for (var child : node) {
            check(child);
        }
    }

    private static void check(String text) {
        if (text.length() > MAX_STRING) {
            throw new IllegalArgumentException("section body has a string that is too long");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("section body has a control character");
        }
    }
}
