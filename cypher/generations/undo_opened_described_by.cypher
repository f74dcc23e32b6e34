// purpose: remove a batch of the links that an unfinished number opened, for how an address is described
// params: number, batch
// returns: removed
MATCH (:Address)-[l:DESCRIBED_BY]->(:AddressDetails)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
