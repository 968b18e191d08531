package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was added to the browsers. Which browsers are installed, and in which version, stands among
 * the packages. Nothing here says who uses what, or for what.
 *
 * @param browsers those that somebody has used
 * @param unreadable files of extensions that made no sense, when there are any
 */
public record BrowsersSection(List<Browser> browsers, Optional<Integer> unreadable)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("browsers");

    public BrowsersSection {
        browsers = Lists.copy(browsers);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * The extensions of one browser, in all accounts together.
     *
     * @param extensionsInAll how many there are where {@code extensions} is too long to name all
     */
    public record Browser(
            BrowserKind browser, List<Extension> extensions, Optional<Integer> extensionsInAll) {

        public Browser {
            Objects.requireNonNull(browser, "browser");
            extensions = Lists.copy(extensions);
        }
    }

    /** Which browser; whatever package system it came by. */
    public enum BrowserKind {
        @JsonProperty("firefox")
        FIREFOX,
        @JsonProperty("chromium")
        CHROMIUM,
        @JsonProperty("chrome")
        CHROME,
        @JsonProperty("edge")
        EDGE,
        @JsonProperty("brave")
        BRAVE
    }

    /**
     * One version of an extension.
     *
     * @param id as the browser's maker gives it
     * @param profiles how many profiles have it
     * @param forced whether a policy installs it
     */
    public record Extension(
            String id,
            Optional<String> name,
            Optional<String> version,
            int profiles,
            boolean forced) {

        public Extension {
            Objects.requireNonNull(id, "id");
        }
    }
}
