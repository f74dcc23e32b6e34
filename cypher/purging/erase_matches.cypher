// purpose: remove a batch of MATCHES links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Record)-[l:MATCHES|WAS_MATCHES]->(:Record)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
