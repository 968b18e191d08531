-- For how many days the past of the inventory is kept, of devices that are in the unit now. Owner: org.
-- Never less than three years (2 CFR 200.334); null is what holds above, and where nobody said anything ten years, 3653
ALTER TABLE org_unit_state ADD COLUMN history_days INTEGER
    CHECK (history_days BETWEEN 1095 AND 36500);
