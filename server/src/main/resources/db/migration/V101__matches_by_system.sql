-- What a list of packages has on a system, for all devices that have it; system is as in inventory_section. findings are packed numbers of
-- affected packages. All of it is found anew. Owner: vulnerability.
DROP TABLE vulnerability_match;
CREATE TABLE vulnerability_match (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    packages        BYTEA NOT NULL,
    system          VARCHAR(310) NOT NULL,
    ecosystem       VARCHAR(40) NOT NULL,
    generation      BIGINT NOT NULL,
    worst           VARCHAR(10) NOT NULL,
    worst_fixable   VARCHAR(10) NOT NULL,
    fixable_grave   INTEGER NOT NULL,
    matched_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    findings        BYTEA NOT NULL,
    PRIMARY KEY (district_id, packages, system)
);
