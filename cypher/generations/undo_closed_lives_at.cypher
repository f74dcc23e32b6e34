// purpose: reopen a batch of the links that an unfinished number closed, for the addresses a record has stated
// params: number, forever, batch
// returns: reopened
MATCH (:Record)-[l:LIVES_AT]->(:StatedAddress)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
