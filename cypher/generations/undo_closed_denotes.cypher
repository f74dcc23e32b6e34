// purpose: reopen a batch of the links that an unfinished number closed, for which address a stated address denotes
// params: number, forever, batch
// returns: reopened
MATCH (:StatedAddress)-[l:DENOTES]->(:Address)
WHERE l.until = $number
WITH l LIMIT $batch
SET l.until = $forever
RETURN count(*) AS reopened
