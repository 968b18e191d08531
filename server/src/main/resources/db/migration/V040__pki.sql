-- Keys and certificates. Owner: pki. The installation's own keys stand under the provider's id.

-- How the server's passphrase becomes the key that the private halves below are encrypted under.
CREATE TABLE pki_vault (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    salt            BYTEA NOT NULL,
    iterations      INTEGER NOT NULL
);

-- private_key is encrypted PKCS#8; null where this installation holds only the public half.
CREATE TABLE pki_key (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    key_id          VARCHAR(16) NOT NULL,
    purpose         VARCHAR(16) NOT NULL
        CHECK (purpose IN ('root', 'infrastructure', 'issuing', 'tls', 'order', 'escrow')),
    state           VARCHAR(8) NOT NULL CHECK (state IN ('current', 'next', 'past')),
    public_key      BYTEA NOT NULL,
    private_key     BYTEA,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (district_id, key_id)
);
CREATE INDEX pki_key_purpose ON pki_key (district_id, purpose, state);

CREATE TABLE pki_authority (
    district_id     UUID NOT NULL,
    key_id          VARCHAR(16) NOT NULL,
    subject         VARCHAR(200) NOT NULL,
    not_before      TIMESTAMP WITH TIME ZONE NOT NULL,
    not_after       TIMESTAMP WITH TIME ZONE NOT NULL,
    der             BYTEA NOT NULL,
    PRIMARY KEY (district_id, key_id),
    FOREIGN KEY (district_id, key_id) REFERENCES pki_key (district_id, key_id)
);

-- What the authorities issued. enrollment_id is null for a server's own certificate.
CREATE TABLE pki_certificate (
    district_id       UUID NOT NULL,
    serial            VARCHAR(32) NOT NULL,
    issuer_key        VARCHAR(16) NOT NULL,
    key_id            VARCHAR(16) NOT NULL,
    enrollment_id     UUID,
    not_before        TIMESTAMP WITH TIME ZONE NOT NULL,
    not_after         TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at        TIMESTAMP WITH TIME ZONE,
    revocation_reason VARCHAR(24),
    der               BYTEA NOT NULL,
    PRIMARY KEY (district_id, serial),
    FOREIGN KEY (district_id, issuer_key) REFERENCES pki_authority (district_id, key_id)
);
CREATE INDEX pki_certificate_enrollment ON pki_certificate (district_id, enrollment_id);
CREATE INDEX pki_certificate_key ON pki_certificate (district_id, key_id);
CREATE INDEX pki_certificate_revoked ON pki_certificate (district_id, revoked_at);

-- The signed trust bundle that a district's agents are given; the generation rises with the content.
CREATE TABLE pki_trust_bundle (
    district_id     UUID NOT NULL PRIMARY KEY REFERENCES org_district (id),
    generation      BIGINT NOT NULL,
    content         BYTEA NOT NULL,
    document        BYTEA NOT NULL,
    signed_at       TIMESTAMP WITH TIME ZONE NOT NULL
);
