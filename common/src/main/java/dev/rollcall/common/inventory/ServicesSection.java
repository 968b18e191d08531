package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the system starts by itself: services and timers of systemd, daemons of launchd, services
 * and scheduled tasks of Windows.
 */
public record ServicesSection(List<Service> services) implements InventorySection {

    public static final SectionKind KIND = new SectionKind("services");

    public ServicesSection {
        services = Lists.copy(services);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * One unit, or one service or task of Windows.
     *
     * @param name with its ending, such as {@code cups.service}; of a task its path, such as {@code
     *     \Microsoft\Windows\Defrag\ScheduledDefrag}
     * @param enabledBy who says that it is started
     * @param running absent of timers, and of services that come and go by design: started once, or
     *     whenever somebody knocks
     */
    public record Service(String name, EnabledBy enabledBy, Optional<Boolean> running) {

        public Service {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(enabledBy, "enabledBy");
        }
    }

    /** Who says that a unit is started. */
    public enum EnabledBy {
        /**
         * In /etc, where also packages enable their services while they are installed; on Windows,
         * of one whose program or task did not come with it.
         */
        @JsonProperty("administrator")
        ADMINISTRATOR,
        /** By the operating system as it is: in /usr/lib, or with Windows. */
        @JsonProperty("vendor")
        VENDOR
    }
}
