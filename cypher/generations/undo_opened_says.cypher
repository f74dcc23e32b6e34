// purpose: remove a batch of the links that an unfinished number opened, for what a record says of its person
// params: number, batch
// returns: removed
MATCH (:Record)-[l:SAYS]->(:Details)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
