// purpose: reopen a batch of the links that an unfinished number closed, for the evidence between two records
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:MATCHES]->(:Record)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
