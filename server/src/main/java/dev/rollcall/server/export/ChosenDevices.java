package dev.rollcall.server.export;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.SelectedDevice;
import dev.rollcall.server.device.query.Truth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The devices that an export speaks of, page by page in the order of their ids. */
final class ChosenDevices {

    private static final int A_PAGE = 1_000;

    private final DeviceSelection selection;
    private final ExportRequest request;
    private final Set<UnitId> units;

    /**
     * @param units those that the asker may export and the filter names
     */
    ChosenDevices(DeviceSelection selection, ExportRequest request, Set<UnitId> units) {
        this.selection = selection;
        this.request = request;
        this.units = units;
    }

    /** A page. @param last empty when nothing follows */
    record Page(
            List<ExportedDevice> devices, Map<DeviceId, Truth> answers, Optional<DeviceId> last) {}

    Page page(Handle handle, Optional<DeviceId> after) {
        if (request.onlyUnits()) {
            var devices = ExportedDevices.page(handle, request, units, after, A_PAGE);
            return new Page(
                    devices, Map.of(), last(devices.stream().map(ExportedDevice::id).toList()));
        }
        var selected = selection.page(handle, question(), after, A_PAGE);
        var ids = selected.stream().map(SelectedDevice::id).toList();
        var answers =
                selected.stream()
                        .collect(Collectors.toMap(SelectedDevice::id, SelectedDevice::answer));
        return new Page(
                ExportedDevices.of(handle, request, request.units(), ids), answers, last(ids));
    }

    private static Optional<DeviceId> last(List<DeviceId> page) {
        return page.size() < A_PAGE ? Optional.empty() : Optional.of(page.getLast());
    }

    private DeviceSelection.Question question() {
        return new DeviceSelection.Question(
                request.district(), request.units(), request.query(), request.asOf());
    }
}
