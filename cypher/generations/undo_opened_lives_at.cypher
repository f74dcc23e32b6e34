// purpose: remove a batch of the links that an unfinished number opened, for the addresses a record has stated
// params: number, batch
// returns: removed
MATCH (:Record)-[l:LIVES_AT]->(:StatedAddress)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
