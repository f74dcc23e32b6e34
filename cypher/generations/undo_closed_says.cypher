// purpose: reopen a batch of the links that an unfinished number closed, for what a record says of its person
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:SAYS]->(:Details)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
