-- Boots of an enrolled device that another boot took the place of within the last hour or so, by which clones are
-- told from devices that restart. Owner: device.
CREATE TABLE device_boot (
    district_id     UUID NOT NULL,
    enrollment_id   UUID NOT NULL,
    boot_id         VARCHAR(64) NOT NULL,
    device_id       UUID NOT NULL,
    last_seen       TIMESTAMP WITH TIME ZONE NOT NULL,
    returned_at     TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, enrollment_id, boot_id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);

-- the open case of clones that the device's enrollment is in, so that a check-in need not look for one
ALTER TABLE device_presence ADD COLUMN clone_case INTEGER;
