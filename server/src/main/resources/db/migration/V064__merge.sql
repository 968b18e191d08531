-- Two records that were one device all along. Owner: device. The link is dated and never rewritten, so that what was
-- answered about the past stays the answer; carried_id is the enrollment that lived on from_id and goes on as into_id.
CREATE TABLE device_merge (
    district_id     UUID NOT NULL,
    from_id         UUID NOT NULL,
    into_id         UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    carried_id      UUID,
    merged_by       VARCHAR(300) NOT NULL,
    reason          VARCHAR(300) NOT NULL,
    PRIMARY KEY (district_id, from_id, valid_from),
    FOREIGN KEY (district_id, from_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, into_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, carried_id) REFERENCES enrollment (district_id, id),
    CHECK (from_id <> into_id),
    CHECK (valid_to > valid_from)
);
CREATE INDEX device_merge_into ON device_merge (district_id, into_id, valid_to);

-- The open link, so that lists need not look for one. No foreign key: H2 would index it, take that index for what is not
-- merged, and read lists in another order than that of ids.
ALTER TABLE device ADD COLUMN merged_into UUID;

-- Which record an enrollment is of now. device_id stays the one that it joined as, by which its orders are signed.
ALTER TABLE enrollment ADD COLUMN record_id UUID;
UPDATE enrollment SET record_id = device_id;
ALTER TABLE enrollment ALTER COLUMN record_id SET NOT NULL;
CREATE INDEX enrollment_record ON enrollment (district_id, record_id, started_at);
ALTER TABLE enrollment ADD FOREIGN KEY (district_id, record_id) REFERENCES device (district_id, id);
