// purpose: remove a batch of the links that an unfinished number opened, for the search keys of a record
// params: number, batch
// returns: removed
MATCH (:Record)-[l:FOUND_BY]->(:SearchKey)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
