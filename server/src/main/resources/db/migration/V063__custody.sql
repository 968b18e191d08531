-- The physical things, and who is expected back. Owner: custody.
CREATE TABLE custody_asset (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    id              UUID NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, id)
);

-- What is known of an asset, with its past; serial as common's SerialNumbers.normal writes it, and never a placeholder.
CREATE TABLE custody_asset_state (
    district_id     UUID NOT NULL,
    asset_id        UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    serial          VARCHAR(120) NOT NULL,
    asset_tag       VARCHAR(120),
    manufacturer    VARCHAR(120),
    model           VARCHAR(120),
    source          VARCHAR(10) NOT NULL CHECK (source IN ('inventory', 'list')),
    PRIMARY KEY (district_id, asset_id, valid_from),
    FOREIGN KEY (district_id, asset_id) REFERENCES custody_asset (district_id, id)
);
CREATE INDEX custody_asset_state_serial ON custody_asset_state (district_id, serial, valid_to);

-- Which asset a device record was, from when to when.
CREATE TABLE custody_device (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    asset_id        UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, device_id, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, asset_id) REFERENCES custody_asset (district_id, id)
);
CREATE INDEX custody_device_asset ON custody_device (district_id, asset_id, valid_to);

-- Somebody's word that a device is expected: to enroll again, or to come with another board. Used once.
CREATE TABLE custody_permit (
    district_id     UUID NOT NULL,
    id              UUID NOT NULL,
    device_id       UUID NOT NULL,
    purpose         VARCHAR(20) NOT NULL CHECK (purpose IN ('enroll-again', 'replace-board')),
    given_at        TIMESTAMP WITH TIME ZONE NOT NULL,
    given_by        VARCHAR(300) NOT NULL,
    valid_until     TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at         TIMESTAMP WITH TIME ZONE,
    withdrawn_at    TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX custody_permit_device ON custody_permit (district_id, device_id, valid_until);

-- Devices that were here before: one asset for each serial that says something.
CREATE TABLE custody_before (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    asset_id        UUID NOT NULL,
    serial          VARCHAR(120) NOT NULL,
    PRIMARY KEY (district_id, device_id)
);
INSERT INTO custody_before (district_id, device_id, asset_id, serial)
    SELECT district_id, id, FIRST_VALUE(id) OVER (PARTITION BY district_id, UPPER(TRIM(serial)) ORDER BY id),
           UPPER(TRIM(serial))
    FROM device
    WHERE serial IS NOT NULL AND LENGTH(TRIM(serial)) > 2
      AND UPPER(TRIM(serial)) NOT IN ('TO BE FILLED BY O.E.M.', 'DEFAULT STRING', 'SYSTEM SERIAL NUMBER', 'NOT SPECIFIED',
          'NOT APPLICABLE', 'NOT AVAILABLE', 'INVALID', 'NONE', 'NULL', 'N/A', 'OEM', 'EMPTY', 'UNKNOWN', '123456789',
          '1234567890', '0123456789', '00000000');
INSERT INTO custody_asset (district_id, id, created_at)
    SELECT d.district_id, d.id, d.created_at FROM device d
    WHERE EXISTS (SELECT 1 FROM custody_before b WHERE b.district_id = d.district_id AND b.asset_id = d.id);
INSERT INTO custody_asset_state (district_id, asset_id, valid_from, serial, manufacturer, model, source)
    SELECT d.district_id, d.id, d.created_at, b.serial, d.manufacturer, d.model, 'inventory'
    FROM device d JOIN custody_before b ON b.district_id = d.district_id AND b.device_id = d.id
    WHERE b.asset_id = d.id;
INSERT INTO custody_device (district_id, device_id, asset_id, valid_from)
    SELECT d.district_id, d.id, b.asset_id, d.created_at
    FROM device d JOIN custody_before b ON b.district_id = d.district_id AND b.device_id = d.id;
DROP TABLE custody_before;
