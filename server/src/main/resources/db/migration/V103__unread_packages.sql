-- Whether all packages of a list could be read: where not, that nothing was found says nothing. All of it is found anew. Owner: vulnerability.
DELETE FROM vulnerability_match;
ALTER TABLE vulnerability_match ADD COLUMN whole BOOLEAN NOT NULL;
