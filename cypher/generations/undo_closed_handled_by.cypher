// purpose: reopen a batch of the links that an unfinished number closed, for who dealt with a touchpoint, by the record it was stated for
// params: number, forever, batch
// returns: reopened
MATCH (:Touchpoint)-[l:HANDLED_BY]->(:Professional)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
