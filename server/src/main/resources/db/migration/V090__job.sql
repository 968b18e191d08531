-- Jobs, their signed orders, their runs and what the runs printed. Owner: job.

CREATE TABLE job (
    district_id         UUID NOT NULL REFERENCES org_district (id),
    id                  UUID NOT NULL,
    number              INTEGER NOT NULL,
    action_name         VARCHAR(60) NOT NULL,
    action              VARCHAR NOT NULL,
    urgency             VARCHAR(20) NOT NULL,
    query               VARCHAR(4000) NOT NULL,
    created_by          VARCHAR(200) NOT NULL,
    created_by_name     VARCHAR(300) NOT NULL,
    created_at          TIMESTAMP WITH TIME ZONE NOT NULL,
    generation          INTEGER NOT NULL,
    cancelled_at        TIMESTAMP WITH TIME ZONE,
    cancelled_by_name   VARCHAR(300),
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, number)
);

-- One row per generation: asked once, signed once. A retry is a new generation with runs of its own.
CREATE TABLE job_order (
    district_id     UUID NOT NULL,
    job_id          UUID NOT NULL,
    generation      INTEGER NOT NULL,
    signed_order    BYTEA NOT NULL,
    runs            INTEGER NOT NULL,
    not_before      TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    deadline        TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by_name VARCHAR(300) NOT NULL,
    PRIMARY KEY (district_id, job_id, generation),
    FOREIGN KEY (district_id, job_id) REFERENCES job (district_id, id)
);

CREATE TABLE job_run (
    district_id     UUID NOT NULL,
    id              UUID NOT NULL,
    job_id          UUID NOT NULL,
    generation      INTEGER NOT NULL,
    leaf            INTEGER NOT NULL,
    device_id       UUID NOT NULL,
    enrollment_id   UUID NOT NULL,
    -- where the device was when the targets were frozen: says whose scope the run is in. No foreign key: H2 would
    -- index it, take that index for a job's runs in some units, and read the whole district
    unit_id         UUID NOT NULL,
    urgency         SMALLINT NOT NULL,
    state           VARCHAR(20) NOT NULL,
    -- a later generation has a run for the same enrollment; this one no longer counts in summaries
    superseded      BOOLEAN NOT NULL,
    available_at    TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    deadline        TIMESTAMP WITH TIME ZONE NOT NULL,
    lease_until     TIMESTAMP WITH TIME ZONE,
    leased_ever     BOOLEAN NOT NULL,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    cancel_asked_at TIMESTAMP WITH TIME ZONE,
    settled_at      TIMESTAMP WITH TIME ZONE,
    outcome         VARCHAR(20),
    exit_code       INTEGER,
    message         VARCHAR(500),
    took_ms         BIGINT,
    ended_at        TIMESTAMP WITH TIME ZONE,
    received_at     TIMESTAMP WITH TIME ZONE,
    late            BOOLEAN NOT NULL,
    output_total    BIGINT NOT NULL,
    output_kept     INTEGER NOT NULL,
    PRIMARY KEY (district_id, id),
    UNIQUE (district_id, job_id, generation, leaf),
    UNIQUE (district_id, job_id, generation, enrollment_id),
    FOREIGN KEY (district_id, job_id, generation) REFERENCES job_order (district_id, job_id, generation)
);

-- what is there for this device: asked at every check-in, and not touched by a lease. The foreign key comes after
-- it, or H2 would make an index of its own
CREATE INDEX job_run_enrollment ON job_run (district_id, enrollment_id, device_id, settled_at);
ALTER TABLE job_run ADD FOREIGN KEY (district_id, enrollment_id, device_id)
    REFERENCES enrollment (district_id, id, device_id);
-- what is overdue: asked by the ticker; not touched by a lease either
CREATE INDEX job_run_open ON job_run (settled_at, expires_at);

CREATE TABLE job_output (
    district_id     UUID NOT NULL,
    run_id          UUID NOT NULL,
    start_at        INTEGER NOT NULL,
    size            INTEGER NOT NULL,
    chunk           BYTEA NOT NULL,
    PRIMARY KEY (district_id, run_id, start_at),
    FOREIGN KEY (district_id, run_id) REFERENCES job_run (district_id, id)
);
