-- The registry of devices. Owner: device. The descriptive columns repeat what inventory last said, for lists.
CREATE TABLE device (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    id              UUID NOT NULL,
    unit_id         UUID NOT NULL,
    label           VARCHAR(120),
    hostname        VARCHAR(255),
    serial          VARCHAR(120),
    manufacturer    VARCHAR(120),
    model           VARCHAR(120),
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id)
);
CREATE INDEX device_unit ON device (district_id, unit_id, id);
CREATE INDEX device_hostname ON device (district_id, hostname);
CREATE INDEX device_serial ON device (district_id, serial);

-- In which unit a device was from when to when; device.unit_id is the open row.
CREATE TABLE device_placement (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    unit_id         UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, device_id, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id),
    CHECK (valid_to > valid_from)
);
CREATE INDEX device_placement_unit ON device_placement (district_id, unit_id);
