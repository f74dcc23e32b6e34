// purpose: remove a batch of HANDLED_BY links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Touchpoint)-[l:HANDLED_BY|WAS_HANDLED_BY]->(:Professional)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
