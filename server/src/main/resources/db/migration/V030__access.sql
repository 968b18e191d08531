-- Who may do what where. Owner: access.
CREATE TABLE access_person (
    district_id         UUID NOT NULL REFERENCES org_district (id),
    id                  UUID NOT NULL UNIQUE,
    login               VARCHAR(100) NOT NULL UNIQUE,
    display_name        VARCHAR(200) NOT NULL,
    password_hash       VARCHAR(300),
    second_factor       VARCHAR(300),
    external_subject    VARCHAR(300) UNIQUE,
    created_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    disabled_at         TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, id)
);

-- ended, never deleted: an auditor asks who could do what in March
CREATE TABLE access_grant (
    district_id         UUID NOT NULL,
    id                  UUID NOT NULL,
    unit_id             UUID NOT NULL,
    person_district_id  UUID NOT NULL,
    person_id           UUID NOT NULL,
    role                VARCHAR(30) NOT NULL,
    effect              VARCHAR(10) NOT NULL CHECK (effect IN ('ALLOW', 'DENY')),
    valid_from          TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_to            TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, unit_id) REFERENCES org_unit (district_id, id),
    FOREIGN KEY (person_district_id, person_id) REFERENCES access_person (district_id, id)
);
CREATE INDEX access_grant_person ON access_grant (person_id);

CREATE TABLE access_token (
    district_id         UUID NOT NULL,
    id                  UUID NOT NULL,
    person_id           UUID NOT NULL,
    name                VARCHAR(200) NOT NULL,
    digest              BYTEA NOT NULL UNIQUE,
    permissions         VARCHAR(1000) NOT NULL,
    created_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at          TIMESTAMP WITH TIME ZONE,
    last_used_at        TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (district_id, id),
    FOREIGN KEY (district_id, person_id) REFERENCES access_person (district_id, id)
);
CREATE INDEX access_token_person ON access_token (district_id, person_id);
