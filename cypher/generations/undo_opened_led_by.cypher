// purpose: remove a batch of the links that an unfinished number opened, for the cases of a record and their workers
// params: number, batch
// returns: removed
MATCH (:Record)-[l:LED_BY]->(:Professional)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
