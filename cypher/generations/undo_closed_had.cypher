// purpose: reopen a batch of the links that an unfinished number closed, for the touchpoints a record had
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:HAD]->(:Touchpoint)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
