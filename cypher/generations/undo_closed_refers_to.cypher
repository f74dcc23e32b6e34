// purpose: reopen a batch of the links that an unfinished number closed, for which person a record refers to
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:REFERS_TO]->(:Person)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
