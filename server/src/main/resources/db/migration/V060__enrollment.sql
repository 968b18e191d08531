-- Permits to join, and joinings. Owner: enrollment. Of a token only the SHA-256 of its 32 random bytes is kept.
CREATE TABLE enrollment_token (
    district_id     UUID NOT NULL,
    id              UUID NOT NULL,
    unit_id         UUID NOT NULL,
    hash            BYTEA NOT NULL,
    note            VARCHAR(200),
    uses            INTEGER NOT NULL CHECK (uses > 0),
    used            INTEGER NOT NULL CHECK (used >= 0 AND used <= uses),
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at      TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id)
);
CREATE UNIQUE INDEX enrollment_token_hash ON enrollment_token (hash);

CREATE TABLE enrollment (
    district_id     UUID NOT NULL,
    id              UUID NOT NULL,
    device_id       UUID NOT NULL,
    token_id        UUID NOT NULL,
    key_fingerprint BYTEA NOT NULL,
    key_protection  VARCHAR(10) NOT NULL CHECK (key_protection IN ('file', 'claimed', 'attested')),
    address_kind    VARCHAR(20) NOT NULL,
    started_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at        TIMESTAMP WITH TIME ZONE,
    end_reason      VARCHAR(12) CHECK (end_reason IN ('revoked', 'retired', 'superseded')),
    end_text        VARCHAR(300),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, id, device_id),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id),
    FOREIGN KEY (district_id, token_id) REFERENCES enrollment_token (district_id, id)
);
CREATE INDEX enrollment_token_key ON enrollment (district_id, token_id, key_fingerprint);
CREATE INDEX enrollment_device ON enrollment (district_id, device_id, started_at);

ALTER TABLE pki_certificate ADD CONSTRAINT pki_certificate_of_enrollment
    FOREIGN KEY (district_id, enrollment_id) REFERENCES enrollment (district_id, id);
