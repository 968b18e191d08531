-- The buckets that stored lists of packages name, with a number for each, which stands for its digest in packed bodies. Owner: inventory.
CREATE TABLE inventory_named_bucket (
    district_id     UUID NOT NULL REFERENCES org_district (id),
    bucket          BYTEA NOT NULL,
    number          INTEGER NOT NULL,
    PRIMARY KEY (district_id, bucket)
);
INSERT INTO inventory_named_bucket (district_id, bucket, number)
    SELECT district_id, bucket, ROW_NUMBER() OVER (PARTITION BY district_id ORDER BY bucket)
    FROM inventory_bucket GROUP BY district_id, bucket;
CREATE UNIQUE INDEX inventory_named_bucket_number ON inventory_named_bucket (district_id, number);
DROP TABLE inventory_bucket;

-- A packed body has numbers in the place of its buckets' digests; size is that of what is deflated.
ALTER TABLE inventory_body ADD COLUMN packed BOOLEAN DEFAULT FALSE NOT NULL;
