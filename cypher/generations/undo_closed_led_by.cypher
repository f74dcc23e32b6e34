// purpose: reopen a batch of the links that an unfinished number closed, for the cases of a record and their workers
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:LED_BY]->(:Professional)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
