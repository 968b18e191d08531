-- For how many days after the end of its certificate a device may return by itself. Owner: org.
-- 0 is not at all; null is what holds above, and where nobody said anything 400
ALTER TABLE org_unit_state ADD COLUMN return_grace_days INTEGER
    CHECK (return_grace_days BETWEEN 0 AND 3650);
