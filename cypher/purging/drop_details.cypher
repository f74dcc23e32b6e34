// purpose: remove a batch of Details nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Details)
WHERE COUNT { (n)<-[:SAYS|WAS_SAYS]-(:Record) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
