-- One row: which life of the database this is. Owner: storage.
CREATE TABLE installation (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch           BIGINT NOT NULL,
    created_at      TIMESTAMP WITH TIME ZONE NOT NULL,
    restored_at     TIMESTAMP WITH TIME ZONE
);
