-- Replacing keys. Owner: pki.

-- Since when a key is next, current or past. finished_at: nothing depends on it any more, no bundle names it and no
-- certificate of it counts. A TLS key that was replaced was never an anchor.
ALTER TABLE pki_key ADD COLUMN state_since TIMESTAMP WITH TIME ZONE;
ALTER TABLE pki_key ADD COLUMN finished_at TIMESTAMP WITH TIME ZONE;
UPDATE pki_key SET state_since = created_at;
UPDATE pki_key SET finished_at = created_at WHERE state = 'past';
ALTER TABLE pki_key ALTER COLUMN state_since SET NOT NULL;

-- Every trust bundle that was given out: which generation names what.
CREATE TABLE pki_bundle (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    generation      BIGINT NOT NULL,
    hash            BYTEA NOT NULL,
    payload         BYTEA NOT NULL,
    signed_at       TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, generation)
);

-- Which bundle an enrollment said it holds, 0 for one that is not known here, and the authority of the certificate
-- that it showed. Written when that changes. No foreign key: enrollments are made by a later file.
CREATE TABLE pki_held (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    enrollment_id   UUID NOT NULL,
    generation      BIGINT NOT NULL,
    issuer_key      VARCHAR(16),
    since           TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, enrollment_id)
);

-- Host names beside or instead of those in the configuration. They are the installation's own and stand under the
-- provider's id.
CREATE TABLE pki_endpoint (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    host            VARCHAR(255) NOT NULL,
    state           VARCHAR(8) NOT NULL CHECK (state IN ('added', 'removed')),
    gateway         VARCHAR(300),
    https           VARCHAR(300),
    changed_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, host)
);
