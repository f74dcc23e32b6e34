// purpose: remove a batch of REFERS_TO links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Record)-[l:REFERS_TO|WAS_REFERS_TO]->(:Person)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
