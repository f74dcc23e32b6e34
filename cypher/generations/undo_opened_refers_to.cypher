// purpose: remove a batch of the links that an unfinished number opened, for which person a record refers to
// params: number, batch
// returns: removed
MATCH (:Record)-[l:REFERS_TO]->(:Person)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
