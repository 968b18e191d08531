-- Bodies of sections and of package buckets, deflated, once per district however many devices share them. Owner: inventory.
CREATE TABLE inventory_body (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    kind            VARCHAR(40) NOT NULL,
    digest          BYTEA NOT NULL,
    size            INTEGER NOT NULL,
    body            BYTEA NOT NULL,
    stored_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, kind, digest)
);

-- Which buckets a packages body names.
CREATE TABLE inventory_bucket (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    packages        BYTEA NOT NULL,
    bucket          BYTEA NOT NULL,
    PRIMARY KEY (district_id, packages, bucket)
);
CREATE INDEX inventory_bucket_used ON inventory_bucket (district_id, bucket);

-- Which section a device had from when to when; valid_to is null for what holds now.
-- collected_at moves, a few times a day at most, while the section stays the same; one that went stale in between is a new row.
-- verdict repeats what a section decides for the device as a whole: volumes say whether it is encrypted.
CREATE TABLE inventory_section (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    kind            VARCHAR(40) NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    state           VARCHAR(20) NOT NULL,
    digest          BYTEA,
    detail          VARCHAR(400),
    verdict         VARCHAR(20),
    collected_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, device_id, kind, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX inventory_section_body ON inventory_section (district_id, kind, digest);

-- Reported sections whose bodies have not all arrived yet.
CREATE TABLE inventory_pending (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    kind            VARCHAR(40) NOT NULL,
    digest          BYTEA NOT NULL,
    collected_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, device_id, kind),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX inventory_pending_body ON inventory_pending (district_id, kind, digest);

-- The last pass of a device: root is what it had when everything had arrived.
CREATE TABLE inventory_pass (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    root            BYTEA,
    reported_root   BYTEA NOT NULL,
    received_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, device_id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);

-- Current facts of small sections, for questions over many devices; name is kind and path, such as hardware.memoryBytes.
CREATE TABLE inventory_fact (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    name            VARCHAR(120) NOT NULL,
    ordinal         INTEGER NOT NULL,
    kind            VARCHAR(40) NOT NULL,
    text_value      VARCHAR(300),
    number_value    BIGINT,
    PRIMARY KEY (district_id, device_id, name, ordinal),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX inventory_fact_text ON inventory_fact (district_id, name, text_value);
CREATE INDEX inventory_fact_number ON inventory_fact (district_id, name, number_value);

-- What is always changing: the last figures of each day (UTC), deflated JSON, forgotten after some weeks.
CREATE TABLE inventory_volatile (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    on_day          DATE NOT NULL,
    received_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    size            INTEGER NOT NULL,
    facts           BYTEA NOT NULL,
    PRIMARY KEY (district_id, device_id, on_day),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX inventory_volatile_day ON inventory_volatile (on_day);
