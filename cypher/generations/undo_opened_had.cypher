// purpose: remove a batch of the links that an unfinished number opened, for the touchpoints a record had
// params: number, batch
// returns: removed
MATCH (:Record)-[l:HAD]->(:Touchpoint)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
