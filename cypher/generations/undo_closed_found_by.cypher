// purpose: reopen a batch of the links that an unfinished number closed, for the search keys of a record
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:FOUND_BY]->(:SearchKey)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
