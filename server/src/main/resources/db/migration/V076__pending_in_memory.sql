-- Sections whose bodies are on their way belong to the session that sends them, and go with it: after a
-- restart the device is asked again, since the root of its last complete pass is not the one it reports.
DROP TABLE inventory_pending;
