-- Keys that a TPM proved to hold. Owner: enrollment. endorsement is a SHA-256 over the district's id and the TPM's
-- endorsement key: the same TPM has another one in another district. enrollment_id is empty until the key joins.
CREATE TABLE enrollment_attested_key (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    key_fingerprint BYTEA NOT NULL,
    endorsement     BYTEA NOT NULL,
    attested_at     TIMESTAMP WITH TIME ZONE NOT NULL,
    enrollment_id   UUID,
    PRIMARY KEY (district_id, key_fingerprint),
    FOREIGN KEY (district_id, enrollment_id) REFERENCES enrollment (district_id, id)
);
CREATE INDEX enrollment_attested_key_endorsement ON enrollment_attested_key (district_id, endorsement, attested_at);
CREATE INDEX enrollment_attested_key_enrollment ON enrollment_attested_key (district_id, enrollment_id);

-- Whose certificates of endorsement keys a district believes. Owner: attestation. The certificate is DER.
CREATE TABLE attestation_root (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    fingerprint     BYTEA NOT NULL,
    certificate     BYTEA NOT NULL,
    subject         VARCHAR(300) NOT NULL,
    not_after       TIMESTAMP WITH TIME ZONE NOT NULL,
    added_at        TIMESTAMP WITH TIME ZONE NOT NULL,
    added_by        VARCHAR(300) NOT NULL,
    PRIMARY KEY (district_id, fingerprint)
);

-- Challenges to TPMs: one for a key, for some minutes, answered once. Of the secret only its SHA-256 is kept.
CREATE TABLE attestation_challenge (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    key_fingerprint BYTEA NOT NULL,
    enrollment_id   UUID,
    device_key      BYTEA NOT NULL,
    attestation_key BYTEA NOT NULL,
    endorsement     BYTEA NOT NULL,
    nonce           BYTEA NOT NULL,
    secret_hash     BYTEA NOT NULL,
    begun           INTEGER NOT NULL,
    answered_at     TIMESTAMP WITH TIME ZONE,
    expires_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, key_fingerprint),
    FOREIGN KEY (district_id, enrollment_id) REFERENCES enrollment (district_id, id)
);
CREATE UNIQUE INDEX attestation_challenge_nonce ON attestation_challenge (nonce);
CREATE INDEX attestation_challenge_endorsement ON attestation_challenge (district_id, endorsement, expires_at);
