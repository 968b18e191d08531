-- For the feed of a district's changes, the latest first. Owner: inventory.
CREATE INDEX inventory_section_begun ON inventory_section (district_id, valid_from, device_id, kind);
