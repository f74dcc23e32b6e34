-- The service's own user may add to the audit chain and read it, and nothing else: not even somebody who has its password
-- can change a row, or drop the triggers. Run it as the owner of the tables, once, after `mast migrate` has made them, with
--   psql -v service=mast_service -v ON_ERROR_STOP=1 -f audit_role.sql
-- and give that user's address to `mast serve` in MAST_SQL_URL. `mast load`, `resolve` and `migrate` keep the owner's.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO :service;
REVOKE ALL ON audit, audit_shown FROM :service;
GRANT SELECT, INSERT ON audit, audit_shown TO :service;
-- Whoever breaks the glass is noted, and that its owner was told.
GRANT INSERT ON broken_glass, notices TO :service;
