package dev.rollcall.common.policy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One line of a policy. The names are the wire and never change. */
@JsonTypeInfo(use = Id.NAME, property = "type")
@JsonSubTypes({
    @Type(name = "file", value = Setting.FileContent.class),
    @Type(name = "chromium", value = Setting.Chromium.class),
    @Type(name = "service", value = Setting.Service.class),
    @Type(name = "inventory", value = Setting.Inventory.class),
    @Type(name = "network", value = PublishedNetwork.class)
})
public sealed interface Setting
        permits Setting.FileContent,
                Setting.Chromium,
                Setting.Service,
                Setting.Inventory,
                PublishedNetwork,
                Setting.Unsupported {

    /** Wire names of all settings of this version. */
    List<String> NAMES = List.of("file", "chromium", "service", "inventory", "network");

    /**
     * What it is about, such as {@code file:/etc/motd}; of two with one key the nearer unit's wins.
     */
    String key();

    /** Reads a setting out of a policy: anything not fully understood is {@link Unsupported}. */
    static Setting read(JsonNode tree) {
        try {
            return Json.strict().treeToValue(tree, Setting.class);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            var type = tree.path("type");
            return new Unsupported(type.isString() ? type.stringValue() : "nothing");
        }
    }

    /**
     * A file with exactly this content, or no file there.
     *
     * @param path absolute, without . and .. and not below /proc, /sys or /dev
     * @param content UTF-8, at most 256 Ki characters; absent: the file must not exist
     * @param mode four octal digits such as 0644; 0644 where absent
     */
    @JsonTypeName("file")
    record FileContent(String path, Optional<String> content, Optional<String> mode)
            implements Setting {

        private static final Pattern PATH = Pattern.compile("(/[^/\\x00-\\x1f]{1,255}){1,40}");
        private static final Pattern MODE = Pattern.compile("0[0-7]{3}");
        private static final Pattern KERNEL = Pattern.compile("/(proc|sys|dev)(/.*)?");

        public FileContent {
            content = Objects.requireNonNullElse(content, Optional.empty());
            mode = Objects.requireNonNullElse(mode, Optional.empty());
            var names = List.of(path.split("/", -1));
            if (!PATH.matcher(path).matches() || names.contains(".") || names.contains("..")) {
                throw new IllegalArgumentException(
                        "path: an absolute path without . and .. expected");
            }
            if (KERNEL.matcher(path).matches()) {
                throw new IllegalArgumentException("path: nothing below /proc, /sys and /dev");
            }
            if (mode.filter(m -> !MODE.matcher(m).matches()).isPresent()) {
                throw new IllegalArgumentException(
                        "mode: four octal digits expected, such as 0644");
            }
            if (content.filter(c -> c.length() > 256 * 1024).isPresent()) {
                throw new IllegalArgumentException("content: at most 262144 characters expected");
            }
        }

        @Override
        public String key() {
            return "file:" + path;
        }
    }

    /**
     * One Chromium enterprise policy, mandatory.
     *
     * @param name as in Chromium's policy list, such as URLBlocklist
     * @param value as Chromium wants it
     */
    @JsonTypeName("chromium")
    record Chromium(String name, JsonNode value) implements Setting {

        private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]{1,99}");

        public Chromium {
            Objects.requireNonNull(value, "value");
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "name: a Chromium policy name expected, such as URLBlocklist");
            }
        }

        @Override
        public String key() {
            return "chromium:" + name;
        }
    }

    /**
     * A system service's state.
     *
     * @param name its unit name, such as ssh.service
     * @param running whether it must run or must not; absent: either
     * @param enabled whether it starts at boot or must not; absent: either
     */
    @JsonTypeName("service")
    record Service(String name, Optional<Boolean> running, Optional<Boolean> enabled)
            implements Setting {

        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9@_.:\\\\-]{1,200}");

        public Service {
            running = Objects.requireNonNullElse(running, Optional.empty());
            enabled = Objects.requireNonNullElse(enabled, Optional.empty());
            if (!FORM.matcher(name).matches() || name.startsWith("-")) {
                throw new IllegalArgumentException(
                        "name: the name of a unit expected, such as ssh.service");
            }
            if (running.isEmpty() && enabled.isEmpty()) {
                throw new IllegalArgumentException("service: running or enabled expected");
            }
        }

        @Override
        public String key() {
            return "service:" + name;
        }
    }

    /**
     * Which sections of the inventory are not collected. One that this version does not know is not
     * collected by it anyway.
     *
     * @param off names of optional sections, and {@code volatile}, sorted; empty where all are
     *     collected though a unit above says otherwise
     */
    @JsonTypeName("inventory")
    record Inventory(List<String> off) implements Setting {

        private static final int MOST = 40;
        private static final Set<String> NEVER_OFF = CollectionManifest.ofThisVersion().required();

        public Inventory {
            off =
                    off.stream()
                            .map(name -> new SectionKind(name).name())
                            .distinct()
                            .sorted()
                            .toList();
            var required = off.stream().filter(NEVER_OFF::contains).findFirst();
            if (required.isPresent()) {
                throw new IllegalArgumentException(
                        "off: "
                                + required.get()
                                + " is always collected, since other parts depend on it");
            }
            if (off.size() > MOST) {
                throw new IllegalArgumentException("off: at most " + MOST + " sections expected");
            }
        }

        @Override
        public String key() {
            return "inventory";
        }
    }

    /**
     * A setting that this version does not fully understand; reported as unsupported and never
     * applied. Whoever does not understand it does not know its key: a result names it by its
     * position in the document, which the server knows too.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Unsupported(@JsonProperty("type") String what) implements Setting {

        private static final String BY_POSITION = "unsupported:";
        private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,4}");

        public Unsupported {
            what = Objects.requireNonNullElse(what, "nothing");
            what = what.length() <= 60 ? what : what.substring(0, 60);
        }

        @Override
        public String key() {
            return BY_POSITION + what;
        }

        /** Names the setting at a position of a document, counted from 0. */
        public static String keyAt(int position) {
            return BY_POSITION + position;
        }

        /** What {@link #keyAt} named; empty for any other key. */
        public static Optional<Integer> position(String key) {
            var number = key.startsWith(BY_POSITION) ? key.substring(BY_POSITION.length()) : "";
            return POSITION.matcher(number).matches()
                    ? Optional.of(Integer.parseInt(number))
                    : Optional.empty();
        }
    }
}
