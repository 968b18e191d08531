-- What a device last said of its key, in the words that enrollment has: file, claimed, attested.
UPDATE device_presence SET key_protection = LOWER(key_protection) WHERE key_protection IS NOT NULL;
