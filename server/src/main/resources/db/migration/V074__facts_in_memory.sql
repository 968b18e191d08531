-- Facts are read from bodies into memory; of bodies only this stays beside: id and version of the operating system, with a blank between. Owner: inventory.
ALTER TABLE inventory_section ADD COLUMN system VARCHAR(310);
UPDATE inventory_section SET system = (
    SELECT n.text_value || ' ' || v.text_value FROM inventory_fact n
    JOIN inventory_fact v ON v.district_id = n.district_id AND v.device_id = n.device_id
        AND v.name = 'operating-system.version' AND v.ordinal = 0
    WHERE n.district_id = inventory_section.district_id AND n.device_id = inventory_section.device_id
        AND n.name = 'operating-system.id' AND n.ordinal = 0)
WHERE kind = 'operating-system' AND valid_to IS NULL AND state = 'OK';
DROP TABLE inventory_fact;
