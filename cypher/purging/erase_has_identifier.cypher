// purpose: remove a batch of HAS_IDENTIFIER links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Record)-[l:HAS_IDENTIFIER|WAS_HAS_IDENTIFIER]->(:Identifier)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
