// purpose: reopen a batch of the links that an unfinished number closed, for the address of a household
// params: number, forever, batch
// returns: reopened
MATCH (:Household)-[l:BASED_AT]->(:Address)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
