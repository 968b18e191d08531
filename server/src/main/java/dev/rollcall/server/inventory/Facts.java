package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The current facts of small sections. */
public final class Facts {

    /** Puts these in the place of what the section said before. */
    void replace(Handle handle, EnrolledDevice device, SectionKind kind, List<Fact> facts) {
        replace(handle, device.district(), device.device(), kind, facts);
    }

    void replace(
            Handle handle,
            DistrictId district,
            DeviceId device,
            SectionKind kind,
            List<Fact> facts) {
        handle.execute(
                "DELETE FROM inventory_fact WHERE district_id = ? AND device_id = ? AND kind = ?",
                district,
                device,
                kind.name());
        TouchedDevices.note(handle, district, device, Part.FACTS);
        if (facts.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO inventory_fact (district_id, device_id, name, ordinal, kind,
                            text_value, number_value)
                        VALUES (:district, :device, :name, :ordinal, :kind, :text, :number)
                        """);
        for (var fact : facts) {
            batch.bind("district", district)
                    .bind("device", device)
                    .bind("name", fact.name())
                    .bind("ordinal", fact.ordinal())
                    .bind("kind", kind.name())
                    .bind("text", fact.text().orElse(null))
                    .bindByType("number", fact.number().orElse(null), Long.class)
                    .add();
        }
        batch.execute();
    }

    public List<Fact> of(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        """
                        SELECT name, ordinal, text_value, number_value FROM inventory_fact
                        WHERE district_id = ? AND device_id = ? ORDER BY name, ordinal
                        """)
                .bind(0, district)
                .bind(1, device)
                .map((row, c) ->
                        new Fact(
                                row.getString("name"),
                                row.getInt("ordinal"),
                                Columns.optionalText(row, "text_value"),
                                Optional.ofNullable(row.getObject("number_value", Long.class))))
                .list();
    }

    Optional<String> text(Handle handle, EnrolledDevice device, String name) {
        return text(handle, device.district(), device.device(), name);
    }

    Optional<String> text(Handle handle, DistrictId district, DeviceId device, String name) {
        return handle.createQuery(
                        """
                        SELECT text_value FROM inventory_fact
                        WHERE district_id = ? AND device_id = ? AND name = ? AND ordinal = 0
                        """)
                .bind(0, district)
                .bind(1, device)
                .bind(2, name)
                .mapTo(String.class)
                .findOne();
    }
}
