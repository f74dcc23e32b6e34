// purpose: remove a batch of the links that an unfinished number opened, for the evidence between two records
// params: number, batch
// returns: removed
MATCH (:Record)-[l:MATCHES]->(:Record)
WHERE l.since = $number
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
