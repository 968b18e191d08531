-- What a register of property asks of a physical thing, and lists that were imported. Owner: custody.
CREATE TABLE custody_import (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    id              UUID NOT NULL,
    file            VARCHAR(200) NOT NULL,
    imported_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    imported_by     VARCHAR(300) NOT NULL,
    made            INTEGER NOT NULL CHECK (made >= 0),
    changed         INTEGER NOT NULL CHECK (changed >= 0),
    undone_at       TIMESTAMP WITH TIME ZONE,
    undone_by       VARCHAR(300),
    PRIMARY KEY (district_id, id)
);

-- A thing may have a tag and no serial. Of a state with source 'list', said_by is the person who said so, and import_id
-- the list that it came from. by_people: a person said something of it once, which inventory only adds to.
-- status_on is the date that people gave for its status.
ALTER TABLE custody_asset_state ALTER COLUMN serial DROP NOT NULL;
ALTER TABLE custody_asset_state ADD COLUMN unit_id UUID;
ALTER TABLE custody_asset_state ADD COLUMN status VARCHAR(12) DEFAULT 'in-service' NOT NULL
    CHECK (status IN ('in-service', 'in-storage', 'in-repair', 'disposed', 'lost', 'stolen', 'transferred', 'other'));
ALTER TABLE custody_asset_state ADD COLUMN status_on DATE;
ALTER TABLE custody_asset_state ADD COLUMN status_reason VARCHAR(300);
ALTER TABLE custody_asset_state ADD COLUMN building VARCHAR(120);
ALTER TABLE custody_asset_state ADD COLUMN room VARCHAR(120);
ALTER TABLE custody_asset_state ADD COLUMN holder VARCHAR(200);
ALTER TABLE custody_asset_state ADD COLUMN purchased_on DATE;
ALTER TABLE custody_asset_state ADD COLUMN cost NUMERIC(12, 2) CHECK (cost >= 0);
ALTER TABLE custody_asset_state ADD COLUMN funding VARCHAR(200);
ALTER TABLE custody_asset_state ADD COLUMN note VARCHAR(300);
ALTER TABLE custody_asset_state ADD COLUMN by_people BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE custody_asset_state ADD COLUMN said_by VARCHAR(300);
ALTER TABLE custody_asset_state ADD COLUMN import_id UUID;

UPDATE custody_asset_state SET unit_id = COALESCE(
    (SELECT d.unit_id FROM custody_device c
        JOIN device d ON d.district_id = c.district_id AND d.id = c.device_id
        WHERE c.district_id = custody_asset_state.district_id AND c.asset_id = custody_asset_state.asset_id
            AND c.valid_to IS NULL
        ORDER BY c.valid_from, c.device_id FETCH FIRST 1 ROW ONLY),
    district_id);
ALTER TABLE custody_asset_state ALTER COLUMN unit_id SET NOT NULL;
ALTER TABLE custody_asset_state ADD CONSTRAINT custody_asset_state_unit
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id);
ALTER TABLE custody_asset_state ADD CONSTRAINT custody_asset_state_import
    FOREIGN KEY (district_id, import_id) REFERENCES custody_import (district_id, id);
ALTER TABLE custody_asset_state ADD CONSTRAINT custody_asset_state_named
    CHECK (serial IS NOT NULL OR asset_tag IS NOT NULL);
CREATE INDEX custody_asset_state_tag ON custody_asset_state (district_id, asset_tag, valid_to);
CREATE INDEX custody_asset_state_of_import ON custody_asset_state (district_id, import_id);

-- Who said that a device was retired. Owner: device.
ALTER TABLE device_retirement ADD COLUMN retired_by VARCHAR(300);

-- Without an asset: a person said that the device is none of those that are known, from when to when.
ALTER TABLE custody_device ALTER COLUMN asset_id DROP NOT NULL;
