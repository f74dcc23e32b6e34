// purpose: remove a batch of the links that an unfinished number opened, for the identifiers of a record
// params: number, batch
// returns: removed
MATCH (:Record)-[l:HAS_IDENTIFIER]->(:Identifier)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
