-- What a device said when it last checked in, one row per device, and the sighting that goes on. Owner: device.
-- No index on last_check_in: every check-in would have to move it.
CREATE TABLE device_presence (
    district_id         UUID NOT NULL,
    device_id           UUID NOT NULL,
    enrollment_id       UUID NOT NULL,
    last_check_in       TIMESTAMP WITH TIME ZONE NOT NULL,
    session_since       TIMESTAMP WITH TIME ZONE NOT NULL,
    address_kind        VARCHAR(20) NOT NULL,
    sighted_from        TIMESTAMP WITH TIME ZONE NOT NULL,
    boot_id             VARCHAR(64) NOT NULL,
    continuation        VARCHAR(64) NOT NULL,
    continuation_before VARCHAR(64),
    epoch               BIGINT NOT NULL,
    fork_suspected_at   TIMESTAMP WITH TIME ZONE,
    forks_suspected     INTEGER NOT NULL,
    agent_version       VARCHAR(40),
    platform            VARCHAR(40),
    hostname            VARCHAR(255),
    key_protection      VARCHAR(20),
    actions             VARCHAR(4000),
    settings            VARCHAR(4000),
    PRIMARY KEY (district_id, device_id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);

-- Past sightings: from when to when a device checked in without a long gap from one kind of address.
CREATE TABLE device_sighting (
    district_id         UUID NOT NULL,
    device_id           UUID NOT NULL,
    enrollment_id       UUID NOT NULL,
    from_at             TIMESTAMP WITH TIME ZONE NOT NULL,
    to_at               TIMESTAMP WITH TIME ZONE NOT NULL,
    address_kind        VARCHAR(20) NOT NULL,
    PRIMARY KEY (district_id, device_id, from_at),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
