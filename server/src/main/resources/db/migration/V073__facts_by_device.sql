-- Searches by value are answered from memory: what is left asks about one device at a time. Owner: inventory.
DROP INDEX inventory_fact_text;
DROP INDEX inventory_fact_number;
