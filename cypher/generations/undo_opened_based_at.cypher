// purpose: remove a batch of the links that an unfinished number opened, for the address of a household
// params: number, batch
// returns: removed
MATCH (:Household)-[l:BASED_AT]->(:Address)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
