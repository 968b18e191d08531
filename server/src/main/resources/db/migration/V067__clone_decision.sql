-- What people decide about a case: that it is none, or which machine keeps the record. Owner: clone.
ALTER TABLE clone_case ADD COLUMN closed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE clone_case ADD COLUMN closed_by VARCHAR(300);
ALTER TABLE clone_case ADD COLUMN close_reason VARCHAR(300);
ALTER TABLE clone_case ADD COLUMN keeper_boot VARCHAR(64);
