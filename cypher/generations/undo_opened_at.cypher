// purpose: remove a batch of the links that an unfinished number opened, for where a touchpoint was, by the record it was stated for
// params: number, batch
// returns: removed
MATCH (:Touchpoint)-[l:AT]->(:StatedAddress)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
