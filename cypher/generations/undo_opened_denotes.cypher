// purpose: remove a batch of the links that an unfinished number opened, for which address a stated address denotes
// params: number, batch
// returns: removed
MATCH (:StatedAddress)-[l:DENOTES]->(:Address)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
