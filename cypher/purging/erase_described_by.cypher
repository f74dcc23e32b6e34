// purpose: remove a batch of DESCRIBED_BY links that were superseded before what is kept
// params: old, batch
// returns: removed
MATCH (:Address)-[l:DESCRIBED_BY|WAS_DESCRIBED_BY]->(:AddressDetails)
WHERE l.until <= $old
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
