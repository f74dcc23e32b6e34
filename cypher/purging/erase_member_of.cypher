// purpose: remove a batch of MEMBER_OF links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Person)-[l:MEMBER_OF|WAS_MEMBER_OF]->(:Household)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
