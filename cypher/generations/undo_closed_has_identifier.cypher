// purpose: reopen a batch of the links that an unfinished number closed, for the identifiers of a record
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:HAS_IDENTIFIER]->(:Identifier)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
