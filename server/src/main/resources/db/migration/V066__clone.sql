-- Enrollments that several machines share since a disk was copied. Owner: clone. Numbers count per district.
CREATE TABLE clone_case (
    district_id     UUID NOT NULL,
    number          INTEGER NOT NULL,
    enrollment_id   UUID NOT NULL,
    device_id       UUID NOT NULL,
    since           TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at      TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, number),
    FOREIGN KEY (district_id, enrollment_id) REFERENCES enrollment (district_id, id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
CREATE INDEX clone_case_enrollment ON clone_case (district_id, enrollment_id, number);

-- One machine of a case, known by its boot. device_id and new_enrollment_id are what it was given; kept_at is set for
-- the one that stayed.
CREATE TABLE clone_copy (
    district_id         UUID NOT NULL,
    number              INTEGER NOT NULL,
    boot_id             VARCHAR(64) NOT NULL,
    first_seen          TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen           TIMESTAMP WITH TIME ZONE NOT NULL,
    left_at             TIMESTAMP WITH TIME ZONE,
    kept_at             TIMESTAMP WITH TIME ZONE,
    device_id           UUID,
    new_enrollment_id   UUID,
    PRIMARY KEY (district_id, number, boot_id),
    FOREIGN KEY (district_id, number) REFERENCES clone_case (district_id, number),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, new_enrollment_id) REFERENCES enrollment (district_id, id)
);
