-- Which device was retired from when to when, and as what. Owner: device. retired_on is the date that people gave.
CREATE TABLE device_retirement (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    kind            VARCHAR(12) NOT NULL
        CHECK (kind IN ('disposed', 'lost', 'stolen', 'transferred', 'other')),
    retired_on      DATE NOT NULL,
    reason          VARCHAR(300) NOT NULL,
    PRIMARY KEY (district_id, device_id, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id),
    CHECK (valid_to > valid_from)
);
CREATE INDEX device_retirement_kind ON device_retirement (district_id, kind);

INSERT INTO device_retirement (district_id, device_id, valid_from, kind, retired_on, reason)
SELECT e.district_id, e.device_id, e.ended_at, 'other', CAST(e.ended_at AS DATE), e.end_text
FROM enrollment e
WHERE e.end_reason = 'retired'
    AND NOT EXISTS (SELECT 1 FROM enrollment n WHERE n.district_id = e.district_id
        AND n.device_id = e.device_id AND n.started_at > e.started_at);

-- The record of another district that a device was before its transfer: its id, and no more.
ALTER TABLE device ADD COLUMN came_from UUID;
ALTER TABLE enrollment_token ADD COLUMN came_from UUID;
