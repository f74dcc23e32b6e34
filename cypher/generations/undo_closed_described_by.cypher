// purpose: reopen a batch of the links that an unfinished number closed, for how an address is described
// params: number, forever, batch
// returns: reopened
MATCH (:Address)-[l:DESCRIBED_BY]->(:AddressDetails)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
