// purpose: reopen a batch of the links that an unfinished number closed, for where a touchpoint was, by the record it was stated for
// params: number, forever, batch
// returns: reopened
MATCH (:Touchpoint)-[l:AT]->(:StatedAddress)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
