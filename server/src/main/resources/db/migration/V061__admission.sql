-- Who may join, and who decides. Owner: enrollment.

-- What a token is bound to: address ranges (comma-separated, RFC 4632 and RFC 4291 prefixes), and how many serials.
ALTER TABLE enrollment_token ADD COLUMN addresses VARCHAR(4000);
ALTER TABLE enrollment_token ADD COLUMN serials INTEGER DEFAULT 0 NOT NULL;

-- The serials that a token is for; each joins with it once.
CREATE TABLE enrollment_token_serial (
    district_id     UUID NOT NULL,
    token_id        UUID NOT NULL,
    serial          VARCHAR(120) NOT NULL,
    used_at         TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, token_id, serial),
    FOREIGN KEY (district_id, token_id) REFERENCES enrollment_token (district_id, id)
);

-- What a person must decide about a device. Requests to join have a key and a token and no enrollment until they joined;
-- suggestions are about an enrollment that lives. candidate_id is the record that it may be.
-- group_number is the number of the first of those with the same token, unit and kind.
CREATE TABLE enrollment_review (
    district_id     UUID NOT NULL,
    number          INTEGER NOT NULL,
    group_number    INTEGER NOT NULL,
    kind            VARCHAR(20) NOT NULL,
    unit_id         UUID NOT NULL,
    token_id        UUID,
    key_fingerprint BYTEA,
    serial          VARCHAR(120),
    address_kind    VARCHAR(20),
    candidate_id    UUID,
    enrollment_id   UUID,
    first_asked_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    last_asked_at   TIMESTAMP WITH TIME ZONE NOT NULL,
    state           VARCHAR(10) NOT NULL CHECK (state IN ('waiting', 'approved', 'denied')),
    as_candidate    BOOLEAN NOT NULL,
    decided_at      TIMESTAMP WITH TIME ZONE,
    decided_by      VARCHAR(300),
    reason          VARCHAR(300),
    PRIMARY KEY (district_id, number),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id),
    FOREIGN KEY (district_id, token_id) REFERENCES enrollment_token (district_id, id),
    FOREIGN KEY (district_id, candidate_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, enrollment_id) REFERENCES enrollment (district_id, id)
);
CREATE INDEX enrollment_review_key ON enrollment_review (key_fingerprint);
CREATE INDEX enrollment_review_state ON enrollment_review (district_id, state, group_number, number);
CREATE INDEX enrollment_review_alike ON enrollment_review (district_id, token_id, kind, unit_id, group_number);
CREATE INDEX enrollment_key ON enrollment (key_fingerprint);
