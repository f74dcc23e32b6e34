// purpose: reopen a batch of the links that an unfinished number closed, for the members of a household
// params: number, forever, batch
// returns: reopened
MATCH (:Person)-[l:MEMBER_OF]->(:Household)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
