// purpose: remove a batch of DENOTES links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:StatedAddress)-[l:DENOTES|WAS_DENOTES]->(:Address)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
