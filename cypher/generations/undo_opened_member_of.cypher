// purpose: remove a batch of the links that an unfinished number opened, for the members of a household
// params: number, batch
// returns: removed
MATCH (:Person)-[l:MEMBER_OF]->(:Household)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
