// purpose: remove a batch of the links that an unfinished number opened, for who dealt with a touchpoint, by the record it was stated for
// params: number, batch
// returns: removed
MATCH (:Touchpoint)-[l:HANDLED_BY]->(:Professional)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
