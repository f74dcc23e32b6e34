// purpose: remove a batch of BASED_AT links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Household)-[l:BASED_AT|WAS_BASED_AT]->(:Address)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
