-- Who did what: one chain of hashes per district. Owner: audit.
CREATE TABLE audit_head (
    district_id     UUID NOT NULL PRIMARY KEY REFERENCES org_district (id),
    seq             BIGINT NOT NULL,
    hash            BYTEA NOT NULL
);

-- never changed; what may have to be erased is in audit_payload, and only its salted hash is here
CREATE TABLE audit_event (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    seq             BIGINT NOT NULL,
    prev_hash       BYTEA NOT NULL,
    hash            BYTEA NOT NULL,
    happened_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    actor_kind      VARCHAR(10) NOT NULL,
    actor_id        VARCHAR(100) NOT NULL,
    verb            VARCHAR(100) NOT NULL,
    object_kind     VARCHAR(100) NOT NULL,
    object_id       VARCHAR(200) NOT NULL,
    who_hash        BYTEA,
    before_hash     BYTEA,
    after_hash      BYTEA,
    PRIMARY KEY (district_id, seq)
);
CREATE INDEX audit_event_object ON audit_event (district_id, object_kind, object_id, seq);

CREATE TABLE audit_payload (
    district_id     UUID NOT NULL,
    seq             BIGINT NOT NULL,
    part            VARCHAR(10) NOT NULL CHECK (part IN ('WHO', 'BEFORE', 'AFTER')),
    salt            BYTEA NOT NULL,
    body            VARCHAR NOT NULL,
    PRIMARY KEY (district_id, seq, part),
    FOREIGN KEY (district_id, seq) REFERENCES audit_event (district_id, seq)
);

CREATE TABLE audit_seal (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    number          BIGINT NOT NULL,
    through_seq     BIGINT NOT NULL,
    statement       VARCHAR(1000) NOT NULL,
    key_id          VARCHAR(16) NOT NULL,
    signature       BYTEA NOT NULL,
    PRIMARY KEY (district_id, number)
);
