-- Private halves in a PKCS#11 token. Owner: pki.

-- token: its label; token_object: the label of the private key in it. Both or neither, and then private_key is null. They
-- stay when a key is finished, since Rollcall takes nothing out of a token that was in use.
ALTER TABLE pki_key ADD COLUMN token VARCHAR(32);
ALTER TABLE pki_key ADD COLUMN token_object VARCHAR(64);
ALTER TABLE pki_key ADD CONSTRAINT pki_key_token_whole CHECK ((token IS NULL) = (token_object IS NULL));
ALTER TABLE pki_key ADD CONSTRAINT pki_key_one_place CHECK (token IS NULL OR private_key IS NULL);
