-- The tree of org units, one per district. Owner: org.
-- version rises whenever anything about the district's tree changes
CREATE TABLE org_district (
    id              UUID NOT NULL PRIMARY KEY,
    kind            VARCHAR(20) NOT NULL CHECK (kind IN ('PROVIDER', 'DISTRICT')),
    provider_id     UUID REFERENCES org_district (id),
    slug            VARCHAR(63) NOT NULL UNIQUE,
    version         BIGINT NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL
);

-- what never changes about a unit; a district's root unit has the district's id
CREATE TABLE org_unit (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    id              UUID NOT NULL,
    kind            VARCHAR(20) NOT NULL,
    slug            VARCHAR(63) NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, slug)
);

-- what changes, with its past; exactly one row per unit is open
CREATE TABLE org_unit_state (
    district_id     UUID NOT NULL,
    unit_id         UUID NOT NULL,
    valid_from      TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to        TIMESTAMP WITH TIME ZONE,
    parent_id       UUID,
    name            VARCHAR(200) NOT NULL,
    time_zone       VARCHAR(64),
    PRIMARY KEY (district_id, unit_id, valid_from),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id),
    FOREIGN KEY (district_id, parent_id) REFERENCES org_unit (district_id, id)
);
