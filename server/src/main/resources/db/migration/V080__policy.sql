-- Policies, their immutable versions, where they apply, what was signed and what devices said. Owner: policy.

-- Rises with every change of what any unit of the district gets.
CREATE TABLE policy_generation (
    district_id     UUID NOT NULL PRIMARY KEY REFERENCES org_district (id),
    generation      BIGINT NOT NULL
);

CREATE TABLE policy (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    id              UUID NOT NULL,
    name            VARCHAR(63) NOT NULL,
    latest          INTEGER NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, name)
);

-- Never changed.
CREATE TABLE policy_version (
    district_id     UUID NOT NULL,
    policy_id       UUID NOT NULL,
    version         INTEGER NOT NULL,
    description     VARCHAR(500) NOT NULL,
    source          VARCHAR NOT NULL,
    settings        VARCHAR NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by_name VARCHAR(300) NOT NULL,
    PRIMARY KEY (district_id, policy_id, version),
    FOREIGN KEY (district_id, policy_id) REFERENCES policy (district_id, id)
);

-- Where it applies, with its past; without a pin the latest version applies.
CREATE TABLE policy_assignment (
    district_id     UUID NOT NULL,
    policy_id       UUID NOT NULL,
    unit_id         UUID NOT NULL,
    pinned_version  INTEGER,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, policy_id, unit_id, valid_from),
    FOREIGN KEY (district_id, policy_id) REFERENCES policy (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id)
);

-- By the hash of its settings; signed anew when it is offered in a later generation.
CREATE TABLE policy_document (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    hash            BYTEA NOT NULL,
    generation      BIGINT NOT NULL,
    document        BYTEA NOT NULL,
    made_at         TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, hash)
);

-- Which document a device's results were about, from when to when: a report always speaks of all settings of one.
CREATE TABLE policy_report (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    policy_hash     BYTEA NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, device_id, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);

-- How settings held on devices; a new row only when the state changed. key_hash, because a key may be long.
CREATE TABLE policy_result (
    district_id     UUID NOT NULL,
    device_id       UUID NOT NULL,
    key_hash        BYTEA NOT NULL,
    setting_key     VARCHAR(5000) NOT NULL,
    state           VARCHAR(20) NOT NULL,
    detail          VARCHAR(300) NOT NULL,
    policy_hash     BYTEA NOT NULL,
    checked_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, device_id, key_hash, valid_from),
    FOREIGN KEY (district_id, device_id) REFERENCES device (district_id, id)
);
