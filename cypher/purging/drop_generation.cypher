// purpose: remove a batch of generations that were superseded before what is kept
// params: old, published, batch
// returns: removed
MATCH (g:Generation)
WHERE g.number <= $old AND g.number < $published
WITH g LIMIT $batch
DETACH DELETE g
RETURN count(*) AS removed
